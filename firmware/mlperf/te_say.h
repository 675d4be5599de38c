/* What is said to the host: text and numbers, written straight to the port. */
#ifndef TE_SAY_H
#define TE_SAY_H

#include <stdbool.h>
#include <stdint.h>

/* Text up to its zero. */
void te_say(const char *text);

/* In decimal. */
void te_say_int(int32_t number);
void te_say_unsigned(uint64_t number);

/* Two hexadecimal digits, in lower case. */
void te_say_hex(uint8_t byte);

/* With three decimals, as C's "%0.3f" prints it: the nearest, and of two as near the even one; or, if
 * cut, without what is behind the third. Exact for every float32. Not a number is "nan", beyond all
 * numbers is "inf". */
void te_say_real(float number, bool cut);

#endif
