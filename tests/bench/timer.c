/*
 * timer ROUNDS FILE COMMAND... -- COMMAND... : runs the commands in turn,
 * ROUNDS times, so that what disturbs one disturbs all, removing FILE before
 * each run. Prints a line for each: median wall and median CPU microseconds,
 * largest resident KiB, of the command and all it started.
 *
 * Static and small, because a child's largest size begins at its parent's.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 16

extern char **environ;

struct command {
	char **argv;
	double *wall, *cpu;
	long kib;
};

static double
microseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

static int
run(struct command *c, size_t round)
{
	struct timespec from, to;
	struct rusage usage;
	int status;
	pid_t pid;

	clock_gettime(CLOCK_MONOTONIC, &from);
	if (posix_spawnp(&pid, c->argv[0], NULL, NULL, c->argv, environ) ||
		wait4(pid, &status, 0, &usage) != pid)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &to);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return -1;
	c->wall[round] = (double)(to.tv_sec - from.tv_sec) * 1e6 +
			 (double)(to.tv_nsec - from.tv_nsec) / 1e3;
	c->cpu[round] =
		microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	if (usage.ru_maxrss > c->kib)
		c->kib = usage.ru_maxrss;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Cuts argv at each "--". Returns how many commands there are. */
static size_t
commands(struct command *c, char **argv, size_t rounds)
{
	size_t n = 0;

	while (n < MAX_COMMANDS && *argv) {
		c[n].argv = argv;
		c[n].wall = calloc(rounds, sizeof(double));
		c[n].cpu = calloc(rounds, sizeof(double));
		if (!c[n].wall || !c[n].cpu)
			return 0;
		n++;
		while (*argv && strcmp(*argv, "--") != 0)
			argv++;
		if (*argv)
			*argv++ = NULL;
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct command c[MAX_COMMANDS] = {0};
	size_t rounds, round, i, n;

	if (argc < 4)
		return 2;
	rounds = strtoul(argv[1], NULL, 10);
	n = rounds ? commands(c, argv + 3, rounds) : 0;
	for (round = 0; round < rounds; round++)
		for (i = 0; i < n; i++) {
			unlink(argv[2]);
			if (run(&c[i], round)) {
				fprintf(stderr, "failed: %s\n", c[i].argv[0]);
				return EXIT_FAILURE;
			}
		}
	for (i = 0; i < n; i++)
		printf("%.0f %.0f %ld\n", median(c[i].wall, rounds),
			median(c[i].cpu, rounds), c[i].kib);
	return n ? EXIT_SUCCESS : EXIT_FAILURE;
}
