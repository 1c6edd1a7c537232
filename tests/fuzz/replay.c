/*
 * Gives each file named to a fuzz target once: a corpus without libFuzzer.
 * Prints how many there were; a target that fails ends the process, and the
 * last name on stderr is its file.
 */
#include "base/infile.h"
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILE 0x1000000

static int
replay(const char *path)
{
	struct buf file = {0};
	uint8_t *exact;

	if (infile_read(&file, path, MAX_FILE)) {
		perror(path);
		return -1;
	}
	/* of exactly its length, so that a sanitizer sees a byte too many */
	exact = xmalloc(file.n);
	if (file.n)
		memcpy(exact, file.s, file.n);
	LLVMFuzzerTestOneInput(exact, file.n);
	free(exact);
	buf_free(&file);
	return 0;
}

int
main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		fprintf(stderr, "%s\n", argv[i]);
		if (replay(argv[i]))
			return EXIT_FAILURE;
	}
	printf("%d\n", argc - 1);
	return EXIT_SUCCESS;
}
