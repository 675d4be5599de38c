#include "te_line.h"

#include <stddef.h>

bool te_line_take(te_line *line, uint8_t byte) {
    if (byte == '%') {
        line->text[line->count] = '\0';
        line->count = 0;
        line->at = 0;
        return true;
    }
    if (line->count < TE_LINE_BYTES) {
        line->text[line->count++] = (char)byte;
    }
    return false;
}

const char *te_line_word(te_line *line) {
    char *const text = line->text;
    while (text[line->at] == ' ') {
        ++line->at;
    }
    if (text[line->at] == '\0') {
        return NULL;
    }
    const char *const word = text + line->at;
    while (text[line->at] != ' ' && text[line->at] != '\0') {
        ++line->at;
    }
    if (text[line->at] == ' ') {
        text[line->at++] = '\0';
    }
    return word;
}

bool te_line_is(const char *word, const char *other) {
    uint32_t i = 0;
    while (word[i] == other[i] && word[i] != '\0') {
        ++i;
    }
    return word[i] == other[i];
}

int32_t te_line_number(const char *word) {
    while (*word == ' ' || (*word >= '\t' && *word <= '\r')) {
        ++word;
    }
    const bool negative = *word == '-';
    if (*word == '-' || *word == '+') {
        ++word;
    }
    const uint32_t most = (uint32_t)INT32_MAX + negative;
    uint32_t number = 0;
    for (; *word >= '0' && *word <= '9'; ++word) {
        const uint32_t digit = (uint32_t)(*word - '0');
        number = number > (most - digit) / 10u ? most : number * 10u + digit;
    }
    if (negative) {
        return number == most ? INT32_MIN : -(int32_t)number;
    }
    return (int32_t)number;
}
