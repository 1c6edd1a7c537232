#include "suite.h"

#include "kong/checks.h"

#include <string.h>

static const struct check_context of_3 = {.is_3 = true, .is_format_3 = true};
static const struct check_context of_21 = {.is_3 = true};
static const struct check_context of_28 = {0};

#define OK(context, check, ...)                                                \
	judge_all(&(context), CHECK_##check, true,                             \
		(const char *const[]){__VA_ARGS__, NULL})
#define BAD(context, check, ...)                                               \
	judge_all(&(context), CHECK_##check, false,                            \
		(const char *const[]){__VA_ARGS__, NULL})

static void
judge_all(const struct check_context *c, enum check_id check, bool wanted,
	const char *const *s)
{
	for (; *s; s++)
		ck_assert_msg(!check_string(check, *s, strlen(*s), c) == wanted,
			"%s: wanted %s", *s, wanted ? "ok" : "a problem");
}

START_TEST(the_port_of_a_url_is_what_lua_reads_as_a_whole_number)
{
	OK(of_3, SERVICE_URL, "http://h:80", "http://h:0080/", "http://h:80 /x",
		"http://h: 80", "http://h:0x50", "http://h:8e1",
		"http://h:80.0", "http://h:+80", "http://h:65535");
	BAD(of_3, SERVICE_URL, "http://h:80.5", "http://h:-1", "http://h:65536",
		"http://h:inf", "http://h:nan", "http://h:8_0", "http://h:80a",
		"http://h: ", "http://h:99999999999999999999");
}
END_TEST

START_TEST(a_host_is_a_name_or_an_address_without_a_port)
{
	OK(of_3, HOST, "a", "a.example", "a-b_c.d", "a.", "-a", "10.0.0.1",
		"::1", "[::1]", "1.2.3.4.example", "fe80::1:2");
	BAD(of_3, HOST, "a:80", "1.2.3", "10.0.0.256", "a-", "a-.b", "a..b",
		".a", "*.a", "a b", "\xC3\xA9.example", "[::1]:80", "::g",
		"10.0.0.1:80", "a/b", ".", "[::1]:");
	/* as Kong completes what is left out */
	OK(of_3, HOST, "::", "1::", ":1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:", "1:2:3:4:5:6:7::8");
	BAD(of_3, HOST, "1:2:3", "1::2::3", "1:2:3:4:5:6:7:8:9", "::12345",
		"1:2:3:4::5:6:7:8:9", "::1.2.3.4");
	OK(of_3, HOST_PORT, "a:80", "a:0", "[::1]:80", "10.0.0.1:65535");
	BAD(of_3, HOST_PORT, "a:65536", "a:", "a:x", "[::1]x");
	OK(of_3, UPSTREAM_NAME, "u1.example", "a_b");
	BAD(of_3, UPSTREAM_NAME, "10.0.0.1", "::1", "u:80");
	OK(of_3, TARGET, "a.example:80", "10.0.0.1", "[::1]:8000");
	BAD(of_3, TARGET, "http://a", "*.a", "a:99999");
}
END_TEST

START_TEST(a_star_stands_for_a_whole_label_at_an_end)
{
	OK(of_3, ROUTE_HOST, "*.a", "a.*", "*.", "a:8000", "*.a:8000");
	BAD(of_3, ROUTE_HOST, "*", "*a.com", "a.*.b", "*.*", "a..b");
	OK(of_3, ROUTE_SNI, "a", "*.a", "a.*", "*");
	BAD(of_3, ROUTE_SNI, "a:80", "10.0.0.1", "a*b", "**");
	OK(of_28, ROUTE_SNI, "a");
	BAD(of_28, ROUTE_SNI, "*.a", "*");
	OK(of_28, WILDCARD_SNI, "*.a");
	BAD(of_3, SNI, "*.a");
}
END_TEST

START_TEST(an_address_may_be_a_block)
{
	OK(of_3, IP, "10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "fe80::/10",
		"::/128");
	BAD(of_3, IP, "10.0.0.1-10.0.0.9", "10.0.0.0/33", "a.example",
		" 10.0.0.1", "::/129", "10.0.0.0/", "10.0.0.0/a", "",
		"10.0.0.0/08", "[10.0.0.1]");
	OK(of_3, IP, "[::1]", "[::]/0", "10.0.0.1/8", "fe80::1/10");
	OK(of_3, ROUTE_IP, "10.0.0.1/8", "::/0", "fe80::/10", "0.0.0.0/0");
	BAD(of_3, ROUTE_IP, "[::1]", "fe80::1/10", "10.0.0.0/0", "a");
	OK(of_28, ROUTE_IP, "[::1]", "fe80::1/10", "10.0.0.0/0");
}
END_TEST

START_TEST(the_url_of_a_service_is_read_as_kong_reads_it)
{
	OK(of_3, SERVICE_URL, "http://a", "https://a/", "//a", "http://a:0",
		"http://u:p@a:80/x?q=1#f", "tcp://a:9000", "grpc://a",
		"http://[::1]:80/x", "http://a/x;y");
	BAD(of_3, SERVICE_URL, "rest:3000", "a.example", "http://", "http:///x",
		"HTTP://a", "ws://a", "http://a:abc", "http://a:99999",
		"http://a//b", " http://a", "http://a ", "tcp://a/",
		"http://a:", "http://a/%zz", "tls_passthrough://a",
		"http://a/\"");
	OK(of_3, URL, "x://a", "http://a b/");
	BAD(of_3, URL, "//a", "a.example", "http://", "http://:80");
}
END_TEST

START_TEST(a_path_is_plain_and_escaped_properly)
{
	OK(of_3, PATH, "/", "/a/../b", "/a%2F", "/a:b@c;d=e");
	BAD(of_3, PATH, "a", "//", "/a//b", "/a?b", "/a b", "/%", "/%2", "/%zz",
		"/{a}");
}
END_TEST

START_TEST(a_route_path_depends_on_the_format_version)
{
	OK(of_3, ROUTE_PATH, "/", "/a(b", "/a b", "/{x}", "~/a.*", "/%2F",
		"/~x");
	BAD(of_3, ROUTE_PATH, "a", "~a", "~(/a)", "//", "/a/../b", "/.", "/%41",
		"/%2f", "/%7E", "/%C3%A9", "/%2", "~/a//b");
	OK(of_3, ROUTE_PATH, "~/a%zz[b]", "~/a%zz(b)");
	OK(of_21, ROUTE_PATH, "/", "/a/../b", "/%41", "//", "~/a.c", "/a.*",
		"/a(b)", "/a%zz[b]", "/a%zz(b)", "/%C3%A9(b)");
	BAD(of_21, ROUTE_PATH, "a", "~/a.*", "/%2", "/a//(b)", "/a(b",
		"/%E2%82", "/%E2%82(b)", "/{id}");
	OK(of_28, ROUTE_PATH, "/", "/a/../b", "/%41", "/{id}", "/(?=a)");
	BAD(of_28, ROUTE_PATH, "a", "//", "~/a", "/%2", "/a(b", "/a%zz(b)");
	OK(of_28, ROUTE_PATH, "/a%zz[b]");
}
END_TEST

START_TEST(a_regex_is_refused_where_no_engine_takes_it)
{
	OK(of_3, REGEX, "a", "(a|b)+", "[)]", "[]a]", "\\(", "a{2}", "a{2,}",
		"(?i)a", "(?<n>a)\\1", "a*?", "a++", "[[:alpha:]]", "x{",
		"(?#()", "[a-z]{1,2}", "^*");
	BAD(of_3, REGEX, "*", "+a", "(", ")", "(a", "[a", "a\\", "a|*", "(*)a(",
		"a**", "a{2,1}", "(?<a-b>x)", "[\\d-z]", "[a-\\d]", "\\u0041");
	OK(of_3, ROUTE_PATH, "~/\\d+", "~/(?<n>x)", "~/(?P<n>x)", "~/\\p{L}",
		"~/a\\.b", "~/a{2}", "~/\\x41", "~/a*?");
	BAD(of_3, ROUTE_PATH, "~/(?=a)", "~/(?!a)", "~/(?<=a)", "~/\\1",
		"~/(?>a)", "~/\\/", "~/\\_", "~/{id}", "~/a{,3}", "~/\\h",
		"~/(?R)", "~/\\07");
	OK(of_3, ORIGIN, "*", "https://a.example", ".*");
	BAD(of_3, ORIGIN, "*.a.example", "(");
}
END_TEST

START_TEST(headers_and_pairs_have_names)
{
	OK(of_3, HEADER_NAME, "X-A", "x_1");
	BAD(of_3, HEADER_NAME, "X A", "X:A", "X.A", "\xC3\xA9");
	OK(of_3, ROUTE_HEADER, "X-A", "hosts");
	BAD(of_3, ROUTE_HEADER, "host", "HoSt", "X A");
	BAD(of_3, LOG_HEADER, "Content-Type", "host", "content-length");
	OK(of_3, LOG_HEADER, "Authorization");
	OK(of_3, HEADER_PAIR, "a:b", "a:", "a:$(x");
	BAD(of_3, HEADER_PAIR, "a", ":b", "a b:c");
	OK(of_3, HEADER_RENAME, "a:b");
	BAD(of_3, HEADER_RENAME, "a:", "a:b c", "a");
	OK(of_3, TEMPLATE_PAIR, "a:b", "a:$(x", "a:$(b)", "a:$(f(x) or 'b')",
		"a:$x $(b.c)$(d)");
	BAD(of_3, TEMPLATE_PAIR, "a", "a:", ":b", "a:$(end)", "a:$()",
		"a:$(b)$(if)", "a:$( )", "a:$(x = [)");
	OK(of_3, COOKIE_NAME, "a.b", "a!", "$a");
	BAD(of_3, COOKIE_NAME, "a b", "a;", "a=", "\xC3\xA9", "a\t");
	OK(of_28, COOKIE_NAME, "a_b-c");
	BAD(of_28, COOKIE_NAME, "a.b", "a!");
	OK(of_3, METRIC_TAG, "a:b", ":a");
	BAD(of_3, METRIC_TAG, "a:", ":");
	OK(of_3, PAIR, "a:", "a b:c");
	BAD(of_3, PAIR, "a", ":b");
}
END_TEST

START_TEST(names_and_words_have_their_characters)
{
	OK(of_3, METHOD, "GET", "PURGE");
	BAD(of_3, METHOD, "get", "X-Y", "G1");
	OK(of_3, NAME, "a-b.c_d~e1", "\xC3\xA9");
	BAD(of_3, NAME, "a b", "a/b", "a:b");
	OK(of_3, VAULT_PREFIX, "my-env", "ab", "a1");
	BAD(of_3, VAULT_PREFIX, "env", "a", "my_env", "a-", "1a", "A1");
	OK(of_3, ENV_PREFIX, "_a", "A-1");
	BAD(of_3, ENV_PREFIX, "1a", "a.b");
	OK(of_3, STATUS_RANGE, "200-299");
	BAD(of_3, STATUS_RANGE, "200", "200-", "-299", "2xx-299");
	OK(of_3, FILE_NAME, "/tmp/x", "a b");
	BAD(of_3, FILE_NAME, "/tmp/*", "a&b", "a%b", "a`b", "a\\b");
	OK(of_3, EMAIL, "a@b", "@");
	BAD(of_3, EMAIL, "a.b");
	OK(of_3, SHM_NAME, "kong_db_cache", "kong_secrets");
	BAD(of_28, SHM_NAME, "kong_secrets", "mine");
	OK(of_3, TAG_NAME, "mine");
	BAD(of_3, TAG_NAME, "lc", "http.path");
	OK(of_3, ACME_NAMESPACE, "mine:");
	BAD(of_3, ACME_NAMESPACE, "kong_acme:x");
}
END_TEST

START_TEST(lua_is_refused_where_its_tokens_cannot_compile)
{
	OK(of_3, LUA, "return 1", "return", "-- $X", "local a = '$X !'",
		"if a then b() else c() end", "while true do end",
		"for i = 1, 2 do f(i) end", "repeat f() until x",
		"local f = function() return {1, [2] = 3} end", "f'x'",
		"a.b = 5 ~= 6", "goto x ::x::", "#!/x\nreturn 0x1p4",
		"x = [[)]]", ";", "  ");
	BAD(of_3, LUA, "\x1bLua", "x", "abc abc", "1: abc", "$CODE",
		"local a = $X",
		"return 1 /"
		"/ 2",
		"a += 1", "if x then return", "f() end", "return (", "return )",
		"f({)}", "return 'a", "--[[ x", "x =", "return 1 +",
		"repeat f()", "a != b");
}
END_TEST

START_TEST(a_certificate_or_key_has_the_frame_of_pem)
{
	static const char cert[] = "-----BEGIN CERTIFICATE-----\n"
				   "MAMCAQE=\n"
				   "-----END CERTIFICATE-----\n";
	char two[2 * sizeof(cert)];

	OK(of_3, CERTIFICATE, cert);
	OK(of_3, ONE_CERTIFICATE, cert);
	BAD(of_3, PRIVATE_KEY, cert);
	BAD(of_3, CERTIFICATE, "/etc/cert.pem",
		"-----BEGIN CERTIFICATE-----\\nMAMCAQE=\\n"
		"-----END CERTIFICATE-----",
		"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
	memcpy(two, cert, sizeof(cert));
	memcpy(two + sizeof(cert) - 1, cert, sizeof(cert));
	OK(of_3, CERTIFICATE, two);
	BAD(of_3, ONE_CERTIFICATE, two);
}
END_TEST

SUITE("checks", the_port_of_a_url_is_what_lua_reads_as_a_whole_number,
	a_host_is_a_name_or_an_address_without_a_port,
	a_star_stands_for_a_whole_label_at_an_end, an_address_may_be_a_block,
	the_url_of_a_service_is_read_as_kong_reads_it,
	a_path_is_plain_and_escaped_properly,
	a_route_path_depends_on_the_format_version,
	a_regex_is_refused_where_no_engine_takes_it,
	headers_and_pairs_have_names, names_and_words_have_their_characters,
	lua_is_refused_where_its_tokens_cannot_compile,
	a_certificate_or_key_has_the_frame_of_pem)
