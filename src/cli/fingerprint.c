#include "cli/fingerprint.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a, 64 bits: to see a change, not to resist an attacker. */
static uint64_t
mix(uint64_t h, const void *s, size_t n)
{
	const unsigned char *p = s;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
mix_number(uint64_t h, uint64_t n)
{
	return mix(h, &n, sizeof(n));
}

/* What a rename, a write or a change of its mode changes. */
static uint64_t
mix_stat(uint64_t h, const char *path)
{
	struct stat st = {0};

	if (stat(path, &st))
		return mix_number(h, (uint64_t)errno);
	h = mix_number(h, (uint64_t)st.st_dev);
	h = mix_number(h, (uint64_t)st.st_ino);
	h = mix_number(h, (uint64_t)st.st_size);
	h = mix_number(h, (uint64_t)st.st_mtim.tv_sec);
	h = mix_number(h, (uint64_t)st.st_mtim.tv_nsec);
	h = mix_number(h, (uint64_t)st.st_ctim.tv_sec);
	return mix_number(h, (uint64_t)st.st_ctim.tv_nsec);
}

/* Its target is a folder with a new name each time. */
static uint64_t
mix_data_link(uint64_t h, const char *folder, size_t n)
{
	struct buf path = {0};
	char target[256];
	ssize_t length;

	buf_add(&path, folder, n);
	buf_adds(&path, "/..data");
	length = readlink(path.s, target, sizeof(target));
	if (length > 0)
		h = mix(h, target, (size_t)length);
	buf_free(&path);
	return h;
}

uint64_t
fingerprint_file(uint64_t h, const char *path)
{
	const char *slash = strrchr(path, '/');

	h = mix_stat(h, path);
	if (!slash)
		return mix_data_link(h, ".", 1);
	return mix_data_link(h, path, (size_t)(slash - path));
}

/* The sum of its entries: their order is the file system's. */
uint64_t
fingerprint_folder(uint64_t h, const char *folder)
{
	struct buf path = {0};
	struct dirent *entry;
	uint64_t sum = 0, one;
	DIR *dir = opendir(folder);

	if (!dir)
		return mix_number(h, (uint64_t)errno);
	h = mix_data_link(h, folder, strlen(folder));
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 ||
			strncmp(entry->d_name, "..", 2) == 0)
			continue;
		buf_cut(&path, 0);
		buf_addf(&path, "%s/%s", folder, entry->d_name);
		one = mix(
			FINGERPRINT_NONE, entry->d_name, strlen(entry->d_name));
		sum += mix_stat(one, path.s);
	}
	closedir(dir);
	buf_free(&path);
	return mix_number(h, sum);
}

uint64_t
fingerprint_named(uint64_t h, char *const *environment)
{
	const char *equals;

	for (; environment && *environment; environment++) {
		equals = strchr(*environment, '=');
		if (equals && equals - *environment > 5 &&
			memcmp(equals - 5, "_FILE", 5) == 0 && equals[1])
			h = fingerprint_file(h, equals + 1);
	}
	return h;
}
