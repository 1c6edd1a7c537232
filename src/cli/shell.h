/* Completion scripts, from the tables of commands and flags. */
#ifndef CLI_SHELL_H
#define CLI_SHELL_H

#include <stdio.h>

/* Each prints the script of its shell. */
void shell_bash(FILE *f);
void shell_zsh(FILE *f);
void shell_fish(FILE *f);

#endif
