/* A command of the host, gathered byte by byte and taken apart word by word. */
#ifndef TE_LINE_H
#define TE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define TE_LINE_BYTES 80u /* of a command at most; what is behind them is dropped */

typedef struct {
    char text[TE_LINE_BYTES + 1u];
    uint32_t count;
    uint32_t at; /* of what te_line_word has not looked at */
} te_line;

/* Takes a byte; true if it was the '%' that ends a command, whose words can be taken then. */
bool te_line_take(te_line *line, uint8_t byte);

/* The next word, up to a space or the end; NULL if there is none. Like C's strtok, it skips spaces,
 * and what is behind a zero byte is not there. */
const char *te_line_word(te_line *line);

/* Whether two texts are the same. */
bool te_line_is(const char *word, const char *other);

/* The number at the start of a word, as C's atoi reads it where an int has 32 bits: spaces of any kind,
 * a sign, digits; 0 without digits; the nearest there is, if it is too large. */
int32_t te_line_number(const char *word);

#endif
