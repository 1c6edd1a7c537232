#include "cli/output.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_WIDTH 80

enum level
output_level(const struct output *o)
{
	if (!o->quiet)
		return LEVEL_NOTE;
	return o->strict ? LEVEL_WARNING : LEVEL_ERROR;
}

void
output_report(const struct output *o, FILE *f, const struct diags *d)
{
	report_text(f, d, output_level(o),
		report_use_color((enum report_color)o->color, f));
}

/* Of the terminal, or what COLUMNS says, which is how tests ask for one. */
static size_t
find_width(FILE *f)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	unsigned long n;

	if (ioctl(fileno(f), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	n = columns ? strtoul(columns, NULL, 10) : 0;
	return n > 0 && n < 10000 ? n : DEFAULT_WIDTH;
}

void
output_full(const struct output *o, FILE *f, const struct diags *d,
	excerpt_mask *mask, void *ctx)
{
	const struct excerpt x = {mask, ctx, find_width(f)};

	report_full(f, d, output_level(o),
		report_use_color((enum report_color)o->color, f), &x,
		!o->quiet && isatty(fileno(f)));
}

int
output_status(const struct output *o, const struct diags *d)
{
	return diags_status(d, o->strict);
}

void
output_json(const struct verdict_key *keys, size_t n, const struct diags *d)
{
	struct buf out = {0};

	verdict_json(&out, keys, n, d);
	fwrite(out.s, 1, out.n, stdout);
	buf_free(&out);
}
