/*
 * Linked into the kongrender that instructions are counted of, with --wrap:
 * the seed of its tables is the same in every run, and so are their slots.
 */
#include <sys/auxv.h>

unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);

unsigned long
__wrap_getauxval(unsigned long type)
{
	static const char bytes[16] = "not at random";

	return type == AT_RANDOM ? (unsigned long)bytes
				 : __real_getauxval(type);
}
