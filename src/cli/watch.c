#include "cli/watch.h"

#include "base/buf.h"
#include "cli/opt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_SECONDS 60 /* then a render is taken for stuck */
#define END_SECONDS 1 /* what a render may still take after SIGTERM */
#define MAX_LOG 0x10000 /* bytes of a child's messages that are passed on */

/* FNV-1a, 64 bits: to see a change, not to resist anybody. */
static uint64_t
mix(uint64_t h, const void *s, size_t n)
{
	const unsigned char *p = s;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
mix_number(uint64_t h, uint64_t n)
{
	return mix(h, &n, sizeof(n));
}

/* What a rename, a new link or a write changes of the file at path. */
static uint64_t
mix_file(uint64_t h, const char *path, bool follow)
{
	struct stat st = {0};

	if ((follow ? stat : lstat)(path, &st))
		return mix_number(h, (uint64_t)errno);
	h = mix_number(h, (uint64_t)st.st_dev);
	h = mix_number(h, (uint64_t)st.st_ino);
	h = mix_number(h, (uint64_t)st.st_size);
	h = mix_number(h, (uint64_t)st.st_mtim.tv_sec);
	h = mix_number(h, (uint64_t)st.st_mtim.tv_nsec);
	h = mix_number(h, (uint64_t)st.st_ctim.tv_sec);
	return mix_number(h, (uint64_t)st.st_ctim.tv_nsec);
}

/*
 * The link through which the kubelet replaces all files of a ConfigMap or
 * Secret volume at once; it names a folder that is new each time.
 */
static uint64_t
mix_data_link(uint64_t h, const char *folder, size_t n)
{
	struct buf path = {0};
	char target[256];
	ssize_t length;

	buf_add(&path, folder, n);
	buf_adds(&path, "/..data");
	length = readlink(path.s, target, sizeof(target));
	if (length > 0)
		h = mix(h, target, (size_t)length);
	buf_free(&path);
	return h;
}

static uint64_t
mix_input(uint64_t h, const char *path)
{
	const char *slash = strrchr(path, '/');

	h = mix_file(h, path, true);
	if (!slash)
		return mix_data_link(h, ".", 1);
	return mix_data_link(h, path, (size_t)(slash - path));
}

/* The sum of its entries: their order is the file system's. */
static uint64_t
mix_folder(uint64_t h, const char *folder)
{
	struct buf path = {0};
	struct dirent *entry;
	uint64_t sum = 0, one;
	DIR *dir;

	h = mix_file(h, folder, true);
	h = mix_data_link(h, folder, strlen(folder));
	dir = opendir(folder);
	if (!dir)
		return mix_number(h, (uint64_t)errno);
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0)
			continue;
		buf_cut(&path, 0);
		buf_addf(&path, "%s/%s", folder, entry->d_name);
		one = mix(0, entry->d_name, strlen(entry->d_name));
		sum += mix_file(mix_file(one, path.s, false), path.s, true);
	}
	closedir(dir);
	buf_free(&path);
	return mix_number(h, sum);
}

/* The files that NAME_FILE variables name. */
static uint64_t
mix_named_files(uint64_t h)
{
	const char *equals;
	size_t i;

	for (i = 0; environ[i]; i++) {
		equals = strchr(environ[i], '=');
		if (equals && equals - environ[i] > 5 &&
			memcmp(equals - 5, "_FILE", 5) == 0 && equals[1])
			h = mix_input(h, equals + 1);
	}
	return h;
}

static uint64_t
look(const struct watch *w)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	h = mix_input(h, w->template);
	if (w->secrets_dir)
		h = mix_folder(h, w->secrets_dir);
	for (i = 0; i < w->nenv_files; i++)
		h = mix_input(h, w->env_files[i]);
	return mix_named_files(h);
}

/* One run of watch_run(). */
struct run {
	const struct watch *w;
	int (*render)(void *ctx);
	void *ctx;
	int log; /* what the child prints */
	sigset_t signals, before;
	struct buf said; /* by the last failure */
	bool ended; /* by a signal */
};

static struct timespec
deadline(int64_t seconds, long nanoseconds)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += (time_t)seconds;
	t.tv_nsec += nanoseconds;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Waits for a signal. Returns 0 when it is later than until. */
static int
wait_signal(const struct run *r, const struct timespec *until)
{
	struct timespec now, left;
	int got;

	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		left.tv_sec = until->tv_sec - now.tv_sec;
		left.tv_nsec = until->tv_nsec - now.tv_nsec;
		if (left.tv_nsec < 0) {
			left.tv_sec--;
			left.tv_nsec += 1000000000;
		}
		if (left.tv_sec < 0)
			return 0;
		got = sigtimedwait(&r->signals, NULL, &left);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? 0 : got;
}

static _Noreturn void
be_child(struct run *r, pid_t parent)
{
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(STATUS_USAGE);
	sigprocmask(SIG_SETMASK, &r->before, NULL);
	dup2(r->log, STDERR_FILENO);
	status = r->render(r->ctx);
	fflush(NULL);
	_exit(status);
}

/* Waits until the child has ended. Returns its wait status. */
static int
wait_child(struct run *r, pid_t pid)
{
	struct timespec until = deadline(CHILD_SECONDS, 0);
	int status, got;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		got = wait_signal(r, &until);
		if (!got)
			kill(pid, SIGKILL);
		if (got == SIGTERM || got == SIGINT) {
			r->ended = true;
			until = deadline(END_SECONDS, 0);
		}
	}
	return status;
}

/* Appends what the child has printed to log. */
static void
read_log(const struct run *r, struct buf *log)
{
	char part[4096];
	ssize_t did;

	lseek(r->log, 0, SEEK_SET);
	while (log->n < MAX_LOG && (did = read(r->log, part, sizeof(part))) > 0)
		buf_add(log, part, (size_t)did);
	lseek(r->log, 0, SEEK_SET);
	while (ftruncate(r->log, 0) && errno == EINTR)
		;
}

/* Passes on what was said, but the same failure only once. */
static void
say(struct run *r, const struct buf *log, bool failed)
{
	bool again = failed && r->said.n == log->n &&
		     memcmp(r->said.s, log->s, log->n) == 0;

	if (!again && log->n)
		fwrite(log->s, 1, log->n, stderr);
	buf_cut(&r->said, 0);
	if (failed)
		buf_add(&r->said, log->s, log->n);
}

/* Renders once. Returns whether the output is what it should be. */
static bool
render_once(struct run *r)
{
	struct buf log = {0};
	pid_t parent = getpid(), pid = fork();
	int status = 0;
	bool failed;

	if (pid == 0)
		be_child(r, parent);
	if (pid > 0) {
		status = wait_child(r, pid);
		read_log(r, &log);
	}
	failed = pid < 0 || status != 0;
	if (pid < 0)
		buf_addf(&log,
			"kongrender: error: cannot start a process: %s\n",
			strerror(errno));
	else if (WIFSIGNALED(status))
		buf_addf(&log,
			"kongrender: error: the render was ended by "
			"signal %d\n",
			WTERMSIG(status));
	if (failed)
		buf_adds(&log, "kongrender: the output stays as it is; trying "
			       "again\n");
	if (!r->ended || !failed)
		say(r, &log, failed);
	buf_free(&log);
	return !failed;
}

static void
watch_loop(struct run *r)
{
	long pause = r->w->interval ? 0 : 10000000;
	uint64_t before = 0, now;
	struct timespec until;
	bool good = false;
	int got;

	while (!r->ended) {
		/* looked at before it is read: nothing is missed */
		now = look(r->w);
		if (!good || now != before)
			good = render_once(r);
		before = now;
		until = deadline(r->w->interval, pause);
		while (!r->ended && (got = wait_signal(r, &until)))
			r->ended = got != SIGCHLD;
	}
}

static bool
is_stream(const struct watch *w)
{
	size_t i;

	for (i = 0; i < w->nenv_files; i++)
		if (strcmp(w->env_files[i], "-") == 0)
			return true;
	return strcmp(w->template, "-") == 0 || strcmp(w->output, "-") == 0;
}

int
watch_run(const struct watch *w, int (*render)(void *ctx), void *ctx)
{
	struct run r = {.w = w, .render = render, .ctx = ctx};

	if (is_stream(w)) {
		fputs("kongrender: error: --watch needs files: standard input "
		      "cannot be read again, nor standard output replaced\n",
			stderr);
		return STATUS_USAGE;
	}
	r.log = memfd_create("log", MFD_CLOEXEC);
	if (r.log < 0) {
		fprintf(stderr, "kongrender: error: cannot watch: %s\n",
			strerror(errno));
		return STATUS_USAGE;
	}
	/* blocked, they are waited for; and process 1 gets no others */
	sigemptyset(&r.signals);
	sigaddset(&r.signals, SIGTERM);
	sigaddset(&r.signals, SIGINT);
	sigaddset(&r.signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &r.signals, &r.before);
	watch_loop(&r);
	sigprocmask(SIG_SETMASK, &r.before, NULL);
	buf_free(&r.said);
	close(r.log);
	return STATUS_OK;
}
