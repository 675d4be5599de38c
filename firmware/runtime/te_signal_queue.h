/* Samples that are kept in order, the oldest first. */
#ifndef TE_SIGNAL_QUEUE_H
#define TE_SIGNAL_QUEUE_H

#include <stdint.h>

/* to[i] = the i-th of kept[count] and, behind it, more */
static inline void te_queue_read(int32_t count, const int16_t *kept, const int16_t *more,
                                 int32_t size, int16_t *to) {
    for (int32_t i = 0; i < size; i++) {
        to[i] = i < count ? kept[i] : more[i - count];
    }
}

/* Forgets the first ``drop`` of kept[count] and more[added], and keeps all others in their place.
 * drop: at most count + added, of which at most ``count`` fit behind it. */
static inline int32_t te_queue_drop(int32_t count, int16_t *kept, int32_t added,
                                    const int16_t *more, int32_t drop) {
    const int32_t left = count + added - drop;
    for (int32_t i = 0; i < left; i++) {
        const int32_t from = i + drop;
        kept[i] = from < count ? kept[from] : more[from - count];
    }
    return left;
}

#endif
