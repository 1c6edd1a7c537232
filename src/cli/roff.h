/* Plain text, as --help prints it, as input for man(7). */
#ifndef CLI_ROFF_H
#define CLI_ROFF_H

#include "base/buf.h"

#include <stdio.h>

/* Appends the n bytes at s, escaped: roff prints just them. */
void roff_add(struct buf *out, const char *s, size_t n);

/* Prints the words of the n bytes at s, to be filled. */
void roff_print_filled(FILE *f, const char *s, size_t n);

/*
 * Prints the n bytes at s: paragraphs with an empty line between, in which
 * lines that are indented stay as they are.
 */
void roff_print_paragraphs(FILE *f, const char *s, size_t n);

/* The same; a paragraph that begins "Exit status: " begins that section. */
void roff_print_sections(FILE *f, const char *text);

#endif
