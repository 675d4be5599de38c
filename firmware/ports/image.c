#include "image.h"

/* tinyedge/build/patch.py looks for these 32 characters. */
const uint8_t te_image_sha256[32] = {
    't', 'i', 'n', 'y', 'e', 'd', 'g', 'e', ':', ' ', 's', 'h', 'a', '2', '5', '6',
    ' ', 'o', 'f', ' ', 't', 'h', 'e', ' ', 'i', 'm', 'a', 'g', 'e', ' ', '#', '>',
};
