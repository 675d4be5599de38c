/* Who this image is. */
#ifndef TE_IMAGE_H
#define TE_IMAGE_H

#include <stdint.h>

/* sha256 of the loaded bytes with this field zeroed; written into the file after linking. */
extern const uint8_t te_image_sha256[32];

#endif
