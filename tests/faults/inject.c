/*
 * Runs a program and lets one of its system calls fail. x86-64 Linux.
 *
 *	inject list PROGRAM...             a line "NUMBER ARGUMENT" for each
 *	                                   call, on descriptor 3
 *	inject fail K ERRNO PROGRAM...     call K (from 0) is not made, and says
 *	                                   ERRNO
 *	inject short K PROGRAM...          call K, a write or read, gets half of
 *	                                   its length
 *	inject kill K PROGRAM...           SIGKILL before call K
 *
 * Exits as the program does, 128 + signal if that ended it, 100 when there is
 * no call K, 99 when it cannot trace.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_SUCH_CALL 100
#define CANNOT_TRACE 99
#define LISTED 3

enum mode { LIST, FAIL, SHORT, KILL };

struct plan {
	enum mode mode;
	long call, error;
};

static void
start(char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		_exit(CANNOT_TRACE);
	raise(SIGSTOP);
	execv(argv[0], argv);
	_exit(CANNOT_TRACE);
}

/* Lets pid run to its next stop. Returns false when it has ended. */
static bool
go_on(pid_t pid, int *status)
{
	int sig = 0;

	for (;;) {
		/* that fails for one that was just killed */
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
		if (waitpid(pid, status, 0) < 0)
			exit(CANNOT_TRACE);
		if (!WIFSTOPPED(*status))
			return false;
		if (WSTOPSIG(*status) == (SIGTRAP | 0x80))
			return true;
		sig = WSTOPSIG(*status) == SIGTRAP ? 0 : WSTOPSIG(*status);
	}
}

static struct user_regs_struct
registers(pid_t pid)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		exit(CANNOT_TRACE);
	return regs;
}

/* pid stands before the call that is meant. */
static void
interfere(const struct plan *plan, pid_t pid, int *status)
{
	struct user_regs_struct regs = registers(pid);

	if (plan->mode == KILL) {
		kill(pid, SIGKILL);
		return;
	}
	if (plan->mode == SHORT)
		regs.rdx = (regs.rdx + 1) / 2;
	else
		regs.orig_rax = (unsigned long long)-1;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
	if (plan->mode == SHORT || !go_on(pid, status))
		return;
	regs = registers(pid);
	regs.rax = (unsigned long long)-plan->error;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static void
print_call(pid_t pid)
{
	struct user_regs_struct regs = registers(pid);

	dprintf(LISTED, "%llu %llu\n", regs.orig_rax, regs.rdi);
}

static int
trace(const struct plan *plan, pid_t pid)
{
	bool entering = true, done = false;
	int status;
	long call = -1;

	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		return CANNOT_TRACE;
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
		(void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	/* the execve itself, both its stops */
	if (!go_on(pid, &status) || !go_on(pid, &status))
		return CANNOT_TRACE;
	for (; go_on(pid, &status); entering = !entering) {
		if (!entering)
			continue;
		call++;
		if (plan->mode == LIST)
			print_call(pid);
		if (plan->mode == LIST || call != plan->call)
			continue;
		done = true;
		interfere(plan, pid, &status);
		/* a failed call has its exit behind it */
		if (plan->mode == FAIL)
			entering = !entering;
	}
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return plan->mode != LIST && !done ? NO_SUCH_CALL : WEXITSTATUS(status);
}

int
main(int argc, char **argv)
{
	static const char *const modes[] = {"list", "fail", "short", "kill"};
	static const int words[] = {2, 4, 3, 3};
	struct plan plan = {LIST, 0, 0};
	pid_t pid;

	while (argc > 1 && strcmp(argv[1], modes[plan.mode]) != 0)
		if (++plan.mode > KILL)
			return 2;
	if (argc <= words[plan.mode])
		return 2;
	if (plan.mode != LIST)
		plan.call = strtol(argv[2], NULL, 10);
	if (plan.mode == FAIL)
		plan.error = strtol(argv[3], NULL, 10);
	pid = fork();
	if (pid == 0)
		start(argv + words[plan.mode]);
	return pid < 0 ? CANNOT_TRACE : trace(&plan, pid);
}
