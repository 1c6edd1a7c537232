#include "cli/curl.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_RESPONSE 0x10000 /* bytes, headers included */

/* What curl may know of our environment, which holds the keys too. */
static const char *const passed_on[] = {
	"PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"};

/* Returns a NULL-terminated environment. Caller frees the array. */
static char **
make_environment(void)
{
	char **list = xcalloc(countof(passed_on) + 1, sizeof(*list));
	size_t i, k, n, found = 0;

	for (i = 0; environ[i]; i++)
		for (k = 0; k < countof(passed_on); k++) {
			n = strlen(passed_on[k]);
			if (strncmp(environ[i], passed_on[k], n) == 0 &&
				environ[i][n] == '=' &&
				found < countof(passed_on))
				list[found++] = environ[i];
		}
	return list;
}

/* Starts curl with in and out as its ends of the pipes. Returns errno or 0. */
static int
start(pid_t *pid, const char *url, int in, int out)
{
	static const char agent[] = "kongrender/" VERSION;
	/* http1.1: a status line that is easy to read */
	const char *const argv[] = {"curl", "-q", "-s", "-g", "-i", "--http1.1",
		"--proto", "=http,https", "--noproxy", "*", "-m", CURL_SECONDS,
		"-A", agent, "-H", "@-", "--", url, NULL};
	char **environment = make_environment();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t piped;
	int ret;

	if (posix_spawn_file_actions_init(&actions) ||
		posix_spawnattr_init(&attributes))
		out_of_memory();
	sigemptyset(&piped);
	sigaddset(&piped, SIGPIPE);
	if (posix_spawn_file_actions_adddup2(&actions, in, 0) ||
		posix_spawn_file_actions_adddup2(&actions, out, 1) ||
		posix_spawn_file_actions_addopen(
			&actions, 2, "/dev/null", O_WRONLY, 0) ||
		posix_spawnattr_setsigdefault(&attributes, &piped) ||
		posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF))
		out_of_memory();
	ret = posix_spawnp(pid, "curl", &actions, &attributes,
		(char *const *)(uintptr_t)argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(environment);
	return ret;
}

static void
write_all(int fd, const char *s, size_t n)
{
	ssize_t did;

	while (n) {
		did = write(fd, s, n);
		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return; /* curl ended: its status says why */
		s += did;
		n -= (size_t)did;
	}
}

static void
read_all(int fd, struct buf *b)
{
	char part[4096];
	ssize_t did;

	while (b->n < MAX_RESPONSE) {
		did = read(fd, part, sizeof(part));
		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			break;
		buf_add(b, part, (size_t)did);
	}
	wipe(part, sizeof(part));
}

/* The status of "HTTP/1.1 200 OK" at s, or 0. */
static int
read_status(const char *s, size_t n)
{
	size_t i;

	if (n < 12 || memcmp(s, "HTTP/1.", 7) != 0 || s[8] != ' ')
		return 0;
	for (i = 9; i < 12; i++)
		if (s[i] < '0' || s[i] > '9')
			return 0;
	return (s[9] - '0') * 100 + (s[10] - '0') * 10 + s[11] - '0';
}

/* Finds the body after the last head: those of 1xx come before it. */
static void
split(struct curl_response *r)
{
	const char *s = r->all.s, *end;
	size_t n = r->all.n;

	r->body = "";
	do {
		end = n ? memmem(s, n, "\r\n\r\n", 4) : NULL;
		r->status = end ? read_status(s, n) : 0;
		if (!r->status)
			return;
		n -= (size_t)(end + 4 - s);
		s = end + 4;
	} while (r->status < 200);
	r->body = s;
	r->nbody = n;
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
curl_get(
	struct curl_response *r, const char *url, const char *headers, size_t n)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, error;
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	pid_t pid = -1;

	*r = (struct curl_response){.body = ""};
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) {
		error = errno;
		goto out;
	}
	error = start(&pid, url, in[0], out[1]);
	if (error)
		goto out;
	close(in[0]);
	close(out[1]);
	in[0] = out[1] = -1;
	sigaction(SIGPIPE, &ignore, &before);
	write_all(in[1], headers, n);
	sigaction(SIGPIPE, &before, NULL);
	close(in[1]);
	in[1] = -1;
	read_all(out[0], &r->all);
	close(out[0]);
	out[0] = -1;
	r->exit = wait_for(pid);
	split(r);
	if (r->status) /* an answer too long to be read whole is one too */
		r->exit = 0;
out:
	if (in[0] >= 0)
		close(in[0]);
	if (in[1] >= 0)
		close(in[1]);
	if (out[0] >= 0)
		close(out[0]);
	if (out[1] >= 0)
		close(out[1]);
	errno = error;
	return error ? -1 : 0;
}

const char *
curl_failure(int exit)
{
	switch (exit) {
	case 6:
		return "host not found";
	case 7:
		return "connection refused: nothing listens there (with an "
		       "invalid file, Kong does not start and Envoy does not "
		       "listen)";
	case 28:
		return "no response within " CURL_SECONDS " seconds";
	case 35:
		return "TLS handshake failed";
	case 52:
	case 56:
		return "the connection was closed without a response";
	case 60:
		return "the server's certificate is not trusted";
	default:
		return "the request failed";
	}
}

void
curl_free(struct curl_response *r)
{
	buf_free(&r->all);
	*r = (struct curl_response){.body = ""};
}
