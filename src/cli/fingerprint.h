/*
 * What tells a file from what it was before, without a look at its content:
 * its inode, size and times, and the links by which a kubelet replaces it.
 */
#ifndef CLI_FINGERPRINT_H
#define CLI_FINGERPRINT_H

#include "base/base.h"

/* The fingerprint of nothing: what a first call gets as h. */
#define FINGERPRINT_NONE UINT64_C(0xcbf29ce484222325)

/*
 * Each of these returns h with more mixed in. What cannot be looked at has the
 * fingerprint of its error. No descriptor stays open.
 */

/*
 * The file at path, through links, and the link ..data of its folder: the one
 * rename by which a kubelet replaces all files of a ConfigMap or Secret volume.
 */
uint64_t fingerprint_file(uint64_t h, const char *path);

/*
 * The files of a folder, through links, and its link ..data. Names that begin
 * with .. are left out: they come and go while a kubelet prepares the next
 * ..data, and none can be a key of a Secret.
 */
uint64_t fingerprint_folder(uint64_t h, const char *folder);

/*
 * The files that NAME_FILE variables of the environment name, a list that ends
 * with NULL.
 */
uint64_t fingerprint_named(uint64_t h, char *const *environment);

#endif
