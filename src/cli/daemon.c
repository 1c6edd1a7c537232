#include "cli/daemon.h"

#include "base/buf.h"
#include "vars/dotenv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What execvp(3) looks into where there is no PATH. */
#define DEFAULT_PATH "/bin:/usr/bin"

char **
daemon_command(int *argc, char **argv)
{
	int i;

	for (i = 0; i < *argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			*argc = i;
			return argv + i + 1;
		}
	return NULL;
}

int
daemon_check(const struct command *c, char *const *command, const char *output,
	const struct opt_list *unset)
{
	size_t i;

	if (command && (!command[0] || !*command[0]))
		return opt_usage(c, "expected a command after --");
	if (command && strcmp(output, "-") == 0)
		return opt_usage(c, "standard output belongs to COMMAND: use "
				    "--output FILE");
	for (i = 0; i < unset->n; i++)
		if (!dotenv_is_name(unset->v[i], strlen(unset->v[i])))
			return opt_usage(c,
				"--unset: entry %zu is not a valid variable "
				"name",
				i + 1);
	return 0;
}

/* Returns 0 if path is a file that may be executed, or an errno. */
static int
try_file(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno;
	if (!S_ISREG(st.st_mode))
		return EACCES;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? errno : 0;
}

/* The same for a name without a slash, in the folders of PATH. */
static int
try_path(const char *name)
{
	const char *folders = getenv("PATH");
	struct buf path = {0};
	int error = ENOENT, one;
	size_t n;

	if (!folders)
		folders = DEFAULT_PATH;
	for (;; folders += n + 1) {
		n = strcspn(folders, ":");
		buf_cut(&path, 0);
		buf_add(&path, n ? folders : ".", n ? n : 1);
		buf_addf(&path, "/%s", name);
		one = try_file(path.s);
		if (!one || one == EACCES)
			error = one;
		if (!one || !folders[n])
			break;
	}
	buf_free(&path);
	return error;
}

int
daemon_find(char *const *command, struct diags *d)
{
	const char *name = command ? command[0] : NULL;
	int error;

	if (!name)
		return 0;
	error = strchr(name, '/') ? try_file(name) : try_path(name);
	if (!error)
		return 0;
	return diag_add(d, RULE_IO, NULL, NOWHERE, "cannot start %s: %s", name,
		error == ENOENT && !strchr(name, '/') ? "not found in PATH"
						      : strerror(error));
}

int
daemon_become(char *const *command, const struct opt_list *unset)
{
	size_t i;

	for (i = 0; i < unset->n; i++)
		unsetenv(unset->v[i]);
	/* what is ignored stays ignored after an exec */
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	fflush(NULL);
	execvp(command[0], command);
	fprintf(stderr, "kongrender: error: cannot start %s: %s\n", command[0],
		strerror(errno));
	return STATUS_USAGE;
}
