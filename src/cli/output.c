#include "cli/output.h"

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

int
output_status(const struct output *o, const struct diags *d)
{
	return diags_status(d, o->strict);
}
