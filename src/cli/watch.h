/*
 * render --watch: render again whenever an input has changed.
 *
 * The parent only looks at links and file times, and never at a value; each
 * render is a child, so that neither a crash nor a leak of one matters. What
 * it writes it writes as render does: by a rename, which is the event that
 * Envoy waits for.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "base/base.h"

struct watch {
	const char *template, *output;
	const char *secrets_dir; /* or NULL */
	const char *const *env_files;
	size_t nenv_files;
	int64_t interval; /* seconds between two looks; 0: 10 ms, for tests */
};

/*
 * Renders once and returns an exit status; good tells whether the last time
 * succeeded, so that an output which is right already is not worth a word.
 */
typedef int watch_render(void *ctx, bool good);

/*
 * Calls render(ctx, good) in a child at once, then after every change of the
 * template, of what is in the secrets folder, of the env files and of the files
 * that NAME_FILE variables name; and at every look as long as it fails. What
 * the child prints to standard error is passed on, but the same failure only
 * once. A child that was killed leaves no temporary file.
 *
 * Returns 0 after SIGTERM or SIGINT, when no child is left, or 2 with a message
 * if it cannot begin: standard input cannot be read again, nor standard output
 * replaced.
 */
int watch_run(const struct watch *w, watch_render *render, void *ctx);

#endif
