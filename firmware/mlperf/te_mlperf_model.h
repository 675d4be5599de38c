/* The model as the MLPerf Tiny benchmark sees it: what comes over the line, and what is said of the
 * output. Filled in by te_mlperf_model.c, which tinyedge generates. */
#ifndef TE_MLPERF_MODEL_H
#define TE_MLPERF_MODEL_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TE_MLPERF_FLOAT32,
    TE_MLPERF_INT8,
    TE_MLPERF_UINT8,
    TE_MLPERF_INT16,
    TE_MLPERF_INT32,
} te_mlperf_type;

/* How the bytes that came get into the model's input. */
typedef enum {
    TE_MLPERF_AS_THEY_ARE, /* they are the bytes of all inputs, in order */
    TE_MLPERF_BYTES,       /* each stands for one element of the first input, looked up in table8 */
    TE_MLPERF_WORDS,       /* alike, in table32 */
    TE_MLPERF_QUANTIZED,   /* they are float32, little endian, of an int8 input */
} te_mlperf_way;

typedef struct {
    const char *id;          /* of the benchmark: "ic01" */
    uint8_t *data;           /* [bytes] what came */
    uint32_t bytes;          /* of one input, as it comes */
    uint32_t element_bytes;  /* of one element of it: 1 or 4 */
    te_mlperf_way way;
    const uint8_t *table8;   /* [256] elements of one byte */
    const uint32_t *table32; /* [256] elements of four bytes, as bits */
    uint8_t rest;            /* stands for the elements of the input behind those that come */
    float input_scale;       /* of an input that is quantized here */
    int32_t input_zero_point;
    te_mlperf_type type;     /* of the first output */
    uint32_t count;          /* elements of it */
    float scale;             /* real = scale * (q - zero_point); not of float32 */
    int32_t zero_point;
    const uint16_t *order;   /* [count] which of them is said first, second...; NULL: as they are */
    bool mean_square;        /* say the mean square of output - input instead, both as reals */
    bool cut;                /* decimals are cut off, not rounded */
} te_mlperf_model;

extern const te_mlperf_model te_mlperf;

#endif
