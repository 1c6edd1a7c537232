/*
 * The allocator of the program: a block that is freed is wiped.
 *
 * The libraries keep copies of values in blocks of their own (libyaml's
 * tokens, stdio's buffers), where no caller can wipe them. With malloc() and
 * its family made of these (src/malloc.c), nothing that was freed, moved or
 * cut back remains in the process's memory.
 *
 * Blocks of one size class follow one another through one list, so a process
 * that does the same again needs no more memory. From 128 KiB on a block is a
 * mapping of its own, and goes back to the system.
 *
 * Its state is the one mutable global of the program, for malloc() has no
 * parameter to carry it. One thread only.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/*
 * Returns n zeroed bytes (n may be 0), aligned to 16, or NULL with errno
 * ENOMEM. Caller frees, by alloc_put().
 */
void *alloc_get(size_t n);

/* The same for an address that align, a power of two, divides. */
void *alloc_get_aligned(size_t align, size_t n);

/*
 * Makes the block p (or NULL) n bytes long (n may be 0), perhaps at another
 * address; what it loses, and the old block, are wiped. Returns the block, or
 * NULL with errno ENOMEM and p as it was. Bytes that come to it are zero.
 */
void *alloc_resize(void *p, size_t n);

/* The bytes of the block p, as asked for; 0 for NULL. */
size_t alloc_size(const void *p);

/* Wipes and frees the block p (or NULL). One that is free ends the process. */
void alloc_put(void *p);

#endif
