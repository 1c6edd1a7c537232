#include "cli/findings.h"

#include "lint/mask.h"
#include "report/format.h"

#include <unistd.h>

static void
print_full(const struct diags *d, const struct output *messages, bool rendered)
{
	struct mask mask = {.rendered = rendered, .seed = d->seed};

	output_full(messages, stdout, d, mask_line, &mask);
	mask_free(&mask);
}

void
findings_print(const struct diags *d, const struct output *messages, int format,
	bool rendered)
{
	enum level min = output_level(messages);

	if (format == FINDINGS_DEFAULT)
		format = isatty(STDOUT_FILENO) ? REPORT_FULL : REPORT_CONCISE;
	switch ((enum report_format)format) {
	case REPORT_FULL:
		print_full(d, messages, rendered);
		break;
	case REPORT_CONCISE:
		output_report(messages, stdout, d);
		break;
	case REPORT_JSON:
		report_json(stdout, d, min);
		break;
	case REPORT_SARIF:
		report_sarif(stdout, d, min);
		break;
	case REPORT_GITHUB:
		report_github(stdout, d, min);
		break;
	}
}
