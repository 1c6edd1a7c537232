/* Lua that cannot compile, as far as its tokens show that with certainty. */
#ifndef KONG_LUACHECK_H
#define KONG_LUACHECK_H

#include "base/base.h"

/*
 * Returns what is wrong with the n bytes of Lua at s (checks.h says how it is
 * worded), or NULL: unclosed strings, characters and pairs that no Lua of
 * LuaJIT has in code, brackets and blocks that do not match, no statement at
 * all. Nothing is parsed beyond that.
 *
 * Source: the Lua 5.1 reference manual, section 2.
 */
const char *luacheck_problem(const char *s, size_t n);

/*
 * The same of a template, in which Kong compiles each $(EXPRESSION); one
 * without its closing bracket is text.
 */
const char *luacheck_template_problem(const char *s, size_t n);

#endif
