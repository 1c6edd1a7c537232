/*
 * The least that replaces a file safely: ref_copy FROM TO reads, writes a
 * temporary, fsyncs and renames it, and looks at no byte.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int
copy(int from, int to)
{
	static char chunk[1 << 16];
	ssize_t n;

	while ((n = read(from, chunk, sizeof(chunk))) > 0)
		if (write(to, chunk, (size_t)n) != n)
			return -1;
	return n < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	char temporary[4096];
	int from, to;

	if (argc != 3)
		return 2;
	snprintf(temporary, sizeof(temporary), "%s.tmp", argv[2]);
	from = open(argv[1], O_RDONLY | O_CLOEXEC);
	to = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (from < 0 || to < 0 || copy(from, to) || fsync(to) || close(to) ||
		rename(temporary, argv[2])) {
		perror(argv[2]);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
