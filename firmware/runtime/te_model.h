/* A generated model as the application sees it: its tensors, its layers, and how to run one.
 *
 * <name>.c/.h need nothing of this; it is what the bench (greeting, layer by layer proof and
 * profile) uses. Filled in by <name>_model.c. */
#ifndef TE_MODEL_H
#define TE_MODEL_H

#include <stdint.h>

/* Memory of one tensor; the index into te_model.tensors is its number on the wire. */
typedef struct {
    void *data;
    uint32_t bytes;
} te_tensor;

/* The tensors a layer computes: output_count of them from first_output on. Variables are not among
 * them. */
typedef struct {
    uint16_t first_output;
    uint16_t output_count;
} te_layer;

typedef struct {
    const char *name;   /* of the model, at most 31 characters */
    const char *engine; /* "aot", "tflm"; at most 15 characters */
    uint8_t sha256[32]; /* of the .tflite file */
    uint32_t arena_bytes;
    const te_tensor *tensors; /* inputs first, then layer by layer, then the variables */
    const te_layer *layers;
    const uint16_t *inputs;  /* indices into tensors */
    const uint16_t *outputs; /* indices into tensors */
    uint16_t tensor_count;
    uint16_t layer_count;
    uint16_t input_count;
    uint16_t output_count;
    void (*step)(uint32_t layer); /* runs one layer; layers must run in order from 0 */
    void (*reset)(void); /* gives the variables their initial values. NULL: there are none */
    uint32_t *counts; /* [layer_count], zero; the application keeps each layer's last count there.
                       * NULL: not kept */
} te_model;

extern const te_model te_model_instance;

#endif
