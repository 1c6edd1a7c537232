/*
 * Runs a program and, when it is about to end, looks for secrets in its memory:
 *
 *	at_exit SECRETS PROGRAM...
 *
 * Each line of the file SECRETS that stands anywhere in memory that can be
 * written is told on descriptor 3 by its number and the mapping's name. Exits
 * as the program does, 99 when it cannot trace it or read its memory.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 99
#define TOLD 3
#define MOST_SECRETS 64

struct secrets {
	char *s[MOST_SECRETS];
	size_t count;
};

static void
need(int is)
{
	if (!is)
		exit(CANNOT);
}

static void
read_secrets(struct secrets *secrets, const char *path)
{
	FILE *f = fopen(path, "r");
	size_t cap;
	ssize_t n;

	need(f != NULL);
	for (;;) {
		need(secrets->count < MOST_SECRETS);
		secrets->s[secrets->count] = NULL;
		cap = 0;
		n = getline(&secrets->s[secrets->count], &cap, f);
		if (n < 0)
			break;
		need(n > 8);
		secrets->s[secrets->count++][n - 1] = '\0';
	}
	fclose(f);
	need(secrets->count > 0);
}

static void
look(const struct secrets *secrets, int memory, uint64_t from, uint64_t to,
	const char *name)
{
	size_t n = (size_t)(to - from), i;
	char *copy = malloc(n);
	ssize_t got;

	need(copy != NULL);
	got = pread(memory, copy, n, (off_t)from);
	/* pages that were never touched at the end of a mapping */
	for (i = 0; got > 0 && i < secrets->count; i++)
		if (memmem(copy, (size_t)got, secrets->s[i],
			    strlen(secrets->s[i])))
			dprintf(TOLD, "%zu %s\n", i + 1, name);
	free(copy);
}

static void
look_everywhere(const struct secrets *secrets, pid_t pid)
{
	char path[64], line[4096], rights[8], name[4000];
	uint64_t from, to;
	FILE *maps;
	int memory;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	memory = open(path, O_RDONLY);
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "r");
	need(memory >= 0 && maps != NULL);
	while (fgets(line, sizeof(line), maps)) {
		snprintf(name, sizeof(name), "(no name)");
		need(sscanf(line,
			     "%" SCNx64 "-%" SCNx64 " %7s %*s %*s %*s %3999s",
			     &from, &to, rights, name) >= 3);
		if (rights[0] == 'r' && rights[1] == 'w')
			look(secrets, memory, from, to, name);
	}
	fclose(maps);
	close(memory);
}

int
main(int argc, char **argv)
{
	struct secrets secrets = {{0}, 0};
	int status, sig;
	pid_t pid;

	need(argc > 2);
	read_secrets(&secrets, argv[1]);
	pid = fork();
	need(pid >= 0);
	if (pid == 0) {
		need(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
		raise(SIGSTOP);
		execv(argv[2], argv + 2);
		_exit(CANNOT);
	}
	need(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	need(ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT) == 0);
	for (sig = 0;; sig = WSTOPSIG(status)) {
		if (sig == SIGTRAP)
			sig = 0;
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)sig);
		need(waitpid(pid, &status, 0) == pid);
		if (!WIFSTOPPED(status))
			break;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
			look_everywhere(&secrets, pid);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
