#include "suite.h"

#include "cli/url.h"

#include <string.h>

START_TEST(a_base_url_has_a_scheme_a_host_and_perhaps_more)
{
	static const char *const good[] = {"http://localhost", "https://a.b",
		"http://localhost:8000/", "HTTPS://x.example:443/sub/path",
		"http://[::1]:8000", "http://10.0.0.1", "http://kong_1:8000",
		"https://x.example/a%20b/~c"};
	size_t i;

	for (i = 0; i < countof(good); i++)
		ck_assert_msg(!url_problem(good[i]), "%s", good[i]);
}
END_TEST

START_TEST(what_is_no_base_url_is_refused)
{
	static const char *const bad[][2] = {{"", "begin"},
		{"localhost:8000", "begin"}, {"ftp://x", "begin"},
		{" http://x", "begin"}, {"-K", "begin"}, {"http://", "host"},
		{"http:///x", "host"}, {"http://?x", "host"},
		{"http://[::1", "host"}, {"http://[]", "host"},
		{"http://a b", "host"}, {"http://a'b", "host"},
		{"http://a{b,c}", "host"}, {"http://u:p@x", "user"},
		{"http://u@x/", "user"}, {"http://x:", "port"},
		{"http://x:a", "port"}, {"http://x:123456", "port"},
		{"http://x?a=b", "query"}, {"http://x/a?b", "query"},
		{"http://x#a", "fragment"}, {"http://x/a b", "character"},
		{"http://x/a\nb", "character"}, {"http://x/'", "character"},
		{"http://x/\"", "character"}, {"http://x/\\", "character"},
		{"http://x/[1-9]", "character"}};
	const char *problem;
	size_t i;

	for (i = 0; i < countof(bad); i++) {
		problem = url_problem(bad[i][0]);
		ck_assert_msg(problem && strstr(problem, bad[i][1]), "%s: %s",
			bad[i][0], problem ? problem : "nothing");
	}
}
END_TEST

START_TEST(plain_http_is_for_private_addresses)
{
	static const char *const private[] = {"http://localhost:8000",
		"HTTP://LocalHost/", "http://127.0.0.1", "http://127.9.9.9:1",
		"http://10.1.2.3", "http://172.16.0.1", "http://172.31.255.1",
		"http://192.168.1.1/x", "http://169.254.1.1", "http://[::1]:80",
		"http://[fd12::1]", "http://[fc00::1]", "http://[fe80::1]",
		"http://[::ffff:10.0.0.1]", "https://x.example",
		"https://8.8.8.8"};
	size_t i;

	for (i = 0; i < countof(private); i++)
		ck_assert_msg(!url_is_exposed(private[i]), "%s", private[i]);
}
END_TEST

START_TEST(plain_http_to_others_is_exposed)
{
	static const char *const public[] = {"http://x.example",
		"http://8.8.8.8", "http://11.0.0.1", "http://172.15.0.1",
		"http://172.32.0.1", "http://192.169.0.1", "http://126.0.0.1",
		"http://169.253.0.1", "http://[2001:db8::1]", "http://[::2]",
		"http://[fec0::1]", "http://[::ffff:8.8.8.8]", "http://0.0.0.0",
		"http://localhost.example", "http://10.0.0.1.example",
		"http://127.1", "http://0127.0.0.1", "http://010.0.0.1",
		"http://2130706433", "http://kong:8000"};
	size_t i;

	for (i = 0; i < countof(public); i++)
		ck_assert_msg(url_is_exposed(public[i]), "%s", public[i]);
}
END_TEST

SUITE("url", a_base_url_has_a_scheme_a_host_and_perhaps_more,
	what_is_no_base_url_is_refused, plain_http_is_for_private_addresses,
	plain_http_to_others_is_exposed)
