/*
 * What cannot be saved: parses each file named once, by libyaml's events, and
 * does nothing with them. Linked as kongrender is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <yaml.h>

static int
parse(const unsigned char *s, size_t n)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int more = 1, ok = 1;

	if (!yaml_parser_initialize(&parser))
		return -1;
	yaml_parser_set_input_string(&parser, s, n);
	while (more && ok) {
		ok = yaml_parser_parse(&parser, &event);
		if (!ok)
			break;
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return ok ? 0 : -1;
}

static int
parse_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	unsigned char *s = NULL;
	struct stat st;
	size_t n = 0;
	int ret = -1;

	if (!f || fstat(fileno(f), &st))
		goto out;
	s = malloc((size_t)st.st_size + 1);
	if (!s)
		goto out;
	n = fread(s, 1, (size_t)st.st_size, f);
	ret = parse(s, n);
out:
	if (ret)
		perror(path);
	free(s);
	if (f)
		fclose(f);
	return ret;
}

int
main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (parse_file(argv[i]))
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
