#include "cli/twins.h"

#include "base/bytes.h"
#include "report/nearest.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "KONGRENDER_"
#define NPREFIX (sizeof(PREFIX) - 1)

/* The twins, each once or more, without their prefix. */
struct names {
	const char **v;
	size_t n, cap;
};

static void
collect(struct names *names, const struct command *c)
{
	const struct flag *f;

	for (f = c->flags; f < c->flags + c->nflags; f++) {
		if (!f->env || strncmp(f->env, PREFIX, NPREFIX) != 0)
			continue;
		names->v = xgrow(
			names->v, &names->cap, names->n + 1, sizeof(*names->v));
		names->v[names->n++] = f->env + NPREFIX;
	}
}

/* "kubelet's": see https://kubernetes.io/docs/concepts/services-networking/
   service/#environment-variables */
static bool
is_of_service(const char *name, size_t n)
{
	return memmem(name, n, "_SERVICE_", 9) || memmem(name, n, "_PORT", 5);
}

void
twins_note(const struct command *const *commands, char *const *environment,
	FILE *f)
{
	struct names names = {0};
	const char *name, *twin;
	size_t n;

	for (; *commands; commands++)
		collect(&names, *commands);
	for (; *environment; environment++) {
		name = *environment;
		n = strcspn(name, "=");
		if (strncmp(name, PREFIX, NPREFIX) != 0 ||
			is_of_service(name, n))
			continue;
		name += NPREFIX;
		n -= NPREFIX;
		twin = nearest(name, n, names.v, names.n);
		if (twin && !bytes_are(name, n, twin))
			fprintf(f,
				"kongrender: note: " PREFIX "%.*s in the "
				"environment has no effect; did you "
				"mean " PREFIX "%s?\n",
				(int)n, name, twin);
	}
	free(names.v);
}
