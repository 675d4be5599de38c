/* The firmware as a program of this machine: standard input and output are its serial line. */
#include "port.h"

#include <errno.h>
#include <stdlib.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#define SSIZE int
#define READ(bytes, count) _read(0, bytes, count)
#define WRITE(bytes, count) _write(1, bytes, count)
#define BINARY() ((void)_setmode(0, _O_BINARY), (void)_setmode(1, _O_BINARY))
#else
#include <unistd.h>
#define SSIZE ssize_t
#define READ(bytes, count) read(STDIN_FILENO, bytes, count)
#define WRITE(bytes, count) write(STDOUT_FILENO, bytes, count)
#define BINARY() ((void)0)
#endif

void te_port_start(void) {
    BINARY();
}

/* A pseudo terminal whose other end is closed reads as an error, a pipe as 0: both are the end. */
uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    SSIZE count;
    do {
        count = READ(bytes, capacity);
    } while (count < 0 && errno == EINTR);
    return count > 0 ? (uint32_t)count : 0;
}

/* What cannot be sent is lost, as on a line that was unplugged; the next read sees the end. */
void te_port_write(const uint8_t *bytes, uint32_t count) {
    while (count > 0) {
        const SSIZE sent = WRITE(bytes, count);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return;
        }
        bytes += sent;
        count -= (uint32_t)sent;
    }
}

uint32_t te_port_count(void) {
    return 0;
}

_Noreturn void te_port_halt(int32_t code) {
    exit(code);
}
