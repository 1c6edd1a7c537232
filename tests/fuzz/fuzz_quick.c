/*
 * A YAML text. What quickscan_yaml() reads, scan_yaml() reads too, and each of
 * the nodes is the same.
 */
#include "fuzz/fuzz.h"
#include "samedoc.h"
#include "template/quickscan.h"

#include <assert.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = {.path = "in", .s = (const char *)data, .n = n};
	struct diags d = {0};
	struct doc quick, doc;
	int ret;

	if (n == 0)
		t.s = "";
	if (quickscan_yaml(&quick, &t, d.seed)) {
		assert(!quick.node && !quick.arena && !quick.unproven);
		return 0;
	}
	assert(quick.unproven && !quick.refuted);
	ret = scan_yaml(&doc, &t, &d);
	assert(ret == 0 && doc.n == quick.n);
	assert(same_doc(&quick, &doc) == doc.n);
	scan_free(&doc);
	scan_free(&quick);
	diags_free(&d);
	return 0;
}
