#include "fake_model.h"

void fake_work(uint32_t counts) {
    (void)counts;
}
