/* The commands, one file each; main.c has the table. */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "cli/opt.h"

extern const struct command cmd_render;
extern const struct command cmd_lint;
extern const struct command cmd_token_mint, cmd_token_inspect, cmd_token_verify;
extern const struct command cmd_keys_generate, cmd_keys_check;
extern const struct command cmd_keys_probe;
extern const struct command cmd_dotenv_set;
extern const struct command cmd_completion, cmd_man;

/* All of them, in the order of --help, NULL-terminated. */
extern const struct command *const commands[];

#endif
