/* A line that loses what comes while nobody reads. */
#include "port.h"

bool te_port_keeps(void) {
    return false;
}
