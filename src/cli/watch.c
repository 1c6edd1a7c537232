#include "cli/watch.h"

#include "base/buf.h"
#include "base/outfile.h"
#include "cli/fingerprint.h"
#include "cli/opt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In milliseconds. */
#define RENDER_TIME 60000 /* then a render is ended: it hangs */
#define END_TIME 1000 /* what a render may still take after SIGTERM */
#define KILL_TIME 1000 /* then a process is not waited for any longer */
#define LOG_TIME 1000 /* what nobody reads for so long is lost */
#define SETTLE_TIME 100 /* between two looks that must agree */
#define SHORT_TIME 10 /* both pauses with --interval 0 */

#define MAX_LOOKS 5 /* then what still changes is rendered as it is */
#define MAX_INTERVAL (INT64_C(366) * 24 * 3600) /* seconds */
#define MAX_LOG 0x10000 /* bytes of a child's messages that are passed on */
#define LOG_PART 4096 /* PIPE_BUF: what a pipe takes once poll() says so */

/* One run of watch_run(). */
struct run {
	const struct watch *w;
	watch_render *render;
	void *ctx;
	int log; /* what the child prints */
	sigset_t signals, before;
	struct buf said; /* by the last failure */
	bool good; /* the last render was */
	bool late; /* it was ended, because it took too long */
	bool ended; /* by a signal */
};

static uint64_t
look(const struct watch *w)
{
	uint64_t h = fingerprint_file(FINGERPRINT_NONE, w->template);
	size_t i;

	if (w->secrets_dir)
		h = fingerprint_folder(h, w->secrets_dir);
	for (i = 0; i < w->nenv_files; i++)
		h = fingerprint_file(h, w->env_files[i]);
	return fingerprint_named(h, environ);
}

/* Not the time of day, which may be set back. */
static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for one of r->signals. Returns 0 when it is later than until. */
static int
wait_signal(const struct run *r, int64_t until)
{
	struct timespec left;
	int64_t n;
	int got;

	do {
		n = until - now();
		if (n <= 0)
			n = 0;
		left.tv_sec = (time_t)(n / 1000);
		left.tv_nsec = (long)(n % 1000) * 1000000;
		got = sigtimedwait(&r->signals, NULL, &left);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? 0 : got;
}

/* Waits, unless it is to end. Process 1 inherits the orphans of others. */
static void
rest(struct run *r, int64_t time)
{
	int64_t until = now() + time;
	int got;

	while (!r->ended && (got = wait_signal(r, until)))
		if (got != SIGCHLD)
			r->ended = true;
		else
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
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
	status = r->render(r->ctx, r->good);
	fflush(NULL);
	_exit(status);
}

/*
 * Waits until the child has ended. Returns its wait status; that of a failure
 * if it cannot even be killed.
 */
static int
wait_child(struct run *r, pid_t pid)
{
	int64_t until = now() + RENDER_TIME;
	bool killed = false;
	int status = -1, got;
	pid_t found;

	while ((found = waitpid(-1, &status, WNOHANG)) != pid) {
		if (found > 0)
			continue;
		got = wait_signal(r, until);
		if (!got && killed)
			return -1;
		if (!got) {
			killed = true;
			r->late = !r->ended;
			kill(pid, SIGKILL);
			until = now() + KILL_TIME;
		} else if (got != SIGCHLD && !r->ended) {
			r->ended = true;
			until = killed ? until : now() + END_TIME;
		}
	}
	return status;
}

/* Appends what the child has printed to log. */
static void
read_log(const struct run *r, struct buf *log)
{
	char part[LOG_PART];
	ssize_t did;

	lseek(r->log, 0, SEEK_SET);
	while (log->n < MAX_LOG && (did = read(r->log, part, sizeof(part))) > 0)
		buf_add(log, part, (size_t)did);
	lseek(r->log, 0, SEEK_SET);
	while (ftruncate(r->log, 0) && errno == EINTR)
		;
}

/* A pipe that is full must not keep it from ending. */
static void
write_log(const char *s, size_t n)
{
	struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};
	ssize_t did;

	while (n && poll(&log, 1, LOG_TIME) > 0) {
		did = write(STDERR_FILENO, s, n < LOG_PART ? n : LOG_PART);
		if (did <= 0)
			break;
		s += did;
		n -= (size_t)did;
	}
}

/* Passes on what was said, but the same failure only once. */
static void
say(struct run *r, const struct buf *log)
{
	bool again = !r->good && r->said.n == log->n &&
		     (!log->n || memcmp(r->said.s, log->s, log->n) == 0);

	if (!again)
		write_log(log->s, log->n);
	buf_cut(&r->said, 0);
	if (!r->good)
		buf_add(&r->said, log->s, log->n);
}

/* What the child cannot say itself. */
static void
add_failure(const struct run *r, struct buf *log, int status)
{
	if (r->late)
		buf_addf(log,
			"kongrender: error: the render took longer than %d "
			"seconds and was stopped\n",
			RENDER_TIME / 1000);
	else if (WIFSIGNALED(status))
		buf_addf(log,
			"kongrender: error: the render process was killed by "
			"signal %d\n",
			WTERMSIG(status));
	buf_adds(log, "kongrender: the output was not changed; trying again\n");
}

/* Renders in a child, and fills log with what is to be said of it. */
static void
run_child(struct run *r, struct buf *log)
{
	pid_t parent = getpid(), pid = fork();
	int status = -1;

	r->late = false;
	if (pid == 0)
		be_child(r, parent);
	if (pid > 0) {
		status = wait_child(r, pid);
		read_log(r, log);
	} else {
		buf_addf(log, "kongrender: error: cannot start a process: %s\n",
			strerror(errno));
	}
	r->good = status == 0;
	if (r->good)
		return;
	outfile_clean(r->w->output);
	add_failure(r, log, pid > 0 ? status : 0);
}

/*
 * What is written in place is seen half written: looks until two looks agree.
 * Returns what they see.
 */
static uint64_t
look_again(struct run *r, uint64_t seen)
{
	uint64_t before;
	int i;

	for (i = 0; i < MAX_LOOKS && !r->ended; i++) {
		before = seen;
		rest(r, r->w->interval ? SETTLE_TIME : SHORT_TIME);
		seen = look(r->w);
		if (seen == before)
			break;
	}
	return seen;
}

/*
 * Renders what was seen. If that fails and something else is seen after it, it
 * may have read half of the one and half of the other: that is not a failure
 * to be told. Returns what was seen before the last render.
 */
static uint64_t
render_seen(struct run *r, uint64_t seen)
{
	bool was_good = r->good;
	struct buf log = {0};
	uint64_t after;
	int i;

	for (i = 0; i < MAX_LOOKS && !r->ended; i++) {
		buf_cut(&log, 0);
		r->good = was_good;
		run_child(r, &log);
		after = r->good ? seen : look(r->w);
		if (after == seen)
			break;
		seen = look_again(r, after);
	}
	if (r->good || !r->ended)
		say(r, &log);
	buf_free(&log);
	return seen;
}

static void
watch_loop(struct run *r)
{
	int64_t time =
		r->w->interval < MAX_INTERVAL ? r->w->interval : MAX_INTERVAL;
	uint64_t before, seen;

	/* looked at before it is read: nothing is missed */
	before = render_seen(r, look(r->w));
	while (!r->ended) {
		rest(r, time ? time * 1000 : SHORT_TIME);
		seen = look(r->w);
		if (seen != before)
			seen = look_again(r, seen);
		if (!r->ended && (!r->good || seen != before))
			before = render_seen(r, seen);
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
watch_run(const struct watch *w, watch_render *render, void *ctx)
{
	struct run r = {.w = w, .render = render, .ctx = ctx};
	struct sigaction normal = {.sa_handler = SIG_DFL};

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
	/* where SIGCHLD is ignored, no child has a status */
	sigaction(SIGCHLD, &normal, NULL);
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
