/*
 * GitHub's workflow commands, escaped as its toolkit does (actions/toolkit,
 * packages/core/src/command.ts): in messages % CR LF, in properties : and ,
 * too.
 */
#include "report/format.h"
#include "report/shown.h"

#include <string.h>

static void
escaped(FILE *f, const char *s, const char *special)
{
	for (; *s; s++)
		if (strchr(special, *s))
			fprintf(f, "%%%02X", (unsigned char)*s);
		else
			fputc(*s, f);
}

/*
 * The runner decodes line ends and gets the file's real name; any other
 * control character would reach the terminal of who reads the log.
 */
static void
file_property(FILE *f, const char *path, const char *special)
{
	struct buf part = {0};
	size_t n;

	for (; *path; path += n) {
		n = strcspn(path, "\r\n");
		buf_cut(&part, 0);
		if (n)
			report_escape(&part, path, n);
		else
			buf_add(&part, path, n = 1);
		escaped(f, part.s, special);
	}
	buf_free(&part);
}

static void
command(FILE *f, const struct diag *diag, struct text_index *places)
{
	static const char in_message[] = "%\r\n", in_property[] = "%\r\n:,";
	struct buf message = {0};

	fprintf(f, "::%s ",
		diag->level == LEVEL_NOTE ? "notice"
					  : report_level(diag->level));
	if (diag->text) {
		fputs("file=", f);
		file_property(f, diag->text->path, in_property);
		fputc(',', f);
	}
	if (diag->text && diag->at != NOWHERE) {
		struct place place =
			text_place_in(places, diag->text, diag->at);

		fprintf(f, "line=%zu,col=%zu,", place.line, place.col);
	}
	fputs("title=kongrender ", f);
	escaped(f, rules[diag->rule].id, in_property);
	fputs("::", f);
	/* the step's log is a terminal as well */
	report_escape(&message, diag->message, strlen(diag->message));
	escaped(f, message.s ? message.s : "", in_message);
	buf_free(&message);
	fputc('\n', f);
}

void
report_github(FILE *f, const struct diags *d, enum level min)
{
	struct text_index places = {0};
	const struct diag *diag;
	struct shown shown;

	shown_begin(&shown, d, min);
	while ((diag = shown_next(&shown)))
		command(f, diag, &places);
	text_index_free(&places);
	report_text(f, d, min, false);
}
