#include "te_answer.h"

#include <stddef.h>

#include "image.h"
#include "te_buffer.h"
#include "te_infer.h"
#include "te_mlperf_model.h"
#include "te_say.h"

#define PROFILE "ULPMark for tinyML Firmware V0.0.1"
#define READY "m-ready\r\n"

static void name(te_line *line) {
    (void)line;
    te_say("m-name-dut-[tinyedge]\r\n");
}

static void timestamp(te_line *line) {
    (void)line;
    te_infer_timestamp();
}

static void profile(te_line *line) {
    (void)line;
    te_say("m-profile-[" PROFILE "]\r\nm-model-[");
    te_say(te_mlperf.id);
    te_say("]\r\n");
}

/* Letter for letter what the reference firmware says: programs may compare it. */
static void help(te_line *line) {
    (void)line;
    te_say(PROFILE "\r\n\r\n"
           "help         : Print this information\r\n"
           "name         : Print the name of the device\r\n"
           "timestsamp   : Generate a timetsamp\r\n"
           "db SUBCMD    : Manipulate a generic byte buffer\r\n"
           "  load N     : Allocate N bytes and set load counter\r\n"
           "  db HH[HH]* : Load 8-bit hex byte(s) until N bytes\r\n"
           "  print [N=16] [offset=0]\r\n"
           "             : Print N bytes at offset as hex\r\n"
           "infer N [W=0]: Load input, execute N inferences after W warmup loops\r\n"
           "results      : Return the result fp32 vector\r\n");
}

/* Ours alone: which firmware this is, so that no result is taken for another one's. */
static void image(te_line *line) {
    (void)line;
    te_say("m-image-[");
    for (uint32_t i = 0; i < sizeof te_image_sha256; ++i) {
        te_say_hex(te_image_sha256[i]);
    }
    te_say("]\r\n");
}

static void results(te_line *line) {
    (void)line;
    te_infer_results();
}

static void execute(te_line *line) {
    static const struct {
        const char *word;
        void (*run)(te_line *line);
    } commands[] = {
        {"name", name},     {"timestamp", timestamp}, {"profile", profile},
        {"help", help},     {"db", te_buffer_answer}, {"infer", te_infer_answer},
        {"results", results}, {"image", image},
    };
    const char *const word = te_line_word(line);
    for (uint32_t i = 0; word != NULL && i < sizeof commands / sizeof commands[0]; ++i) {
        if (te_line_is(word, commands[i].word)) {
            commands[i].run(line);
            return;
        }
    }
    te_say("e-[Unknown command: ");
    te_say(word != NULL ? word : "");
    te_say("]\r\n");
}

void te_answer_start(void) {
    te_infer_start();
    te_say("m-timestamp-mode-performance\r\n");
    te_infer_timestamp();
    te_say("m-init-done\r\n" READY);
}

void te_answer(te_line *line) {
    execute(line);
    te_say(READY);
}
