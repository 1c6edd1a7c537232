/*
 * Does the same many times in one process:
 *
 *	again COUNT render FLAG...
 *
 * Prints the resident memory of its own in KiB after a tenth of them, and after
 *all. Standard error is closed to what the command says. Exits as the first run
 *that fails.
 */
#include "cli/cmd.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without what belongs to files, which the kernel maps in as it likes. */
static long
resident(void)
{
	static char status[8192];
	int fd = open("/proc/self/status", O_RDONLY);
	const char *line;
	long kib = 0;

	if (fd < 0 || read(fd, status, sizeof(status) - 1) <= 0)
		_exit(99);
	close(fd);
	line = strstr(status, "RssAnon:");
	if (!line || sscanf(line, "RssAnon: %ld", &kib) != 1)
		_exit(99);
	return kib;
}

int
main(int argc, char **argv)
{
	long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0, i, early = 0;
	int status;

	if (count < 10 || strcmp(argv[2], "render") != 0)
		return 99;
	if (!freopen("/dev/null", "w", stderr))
		return 99;
	for (i = 0; i < count; i++) {
		status = cmd_render.run(&cmd_render, argc - 3, argv + 3);
		if (status)
			return status;
		if (i == count / 10)
			early = resident();
	}
	printf("%ld %ld\n", early, resident());
	return 0;
}
