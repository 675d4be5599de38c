/* Prints every float32 of its standard input, rounded and cut, with te_say_real. */
#include <stdio.h>

#include "port.h"
#include "te_say.h"

int main(void) {
    float number;
    while (fread(&number, sizeof number, 1, stdin) == 1) {
        te_say_real(number, false);
        te_say(" ");
        te_say_real(number, true);
        te_say("\n");
    }
    return 0;
}
