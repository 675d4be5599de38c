/* The firmware as a program of this machine: standard input and output are its serial line. */
#ifndef _WIN32
#define _POSIX_C_SOURCE 200809L /* for clock_gettime */
#endif

#include "port.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#define SSIZE int
#define READ(bytes, count) _read(0, bytes, count)
#define WRITE(bytes, count) _write(1, bytes, count)
#define BINARY() ((void)_setmode(0, _O_BINARY), (void)_setmode(1, _O_BINARY))
#else
#include <poll.h>
#include <unistd.h>
#define SSIZE ssize_t
#define READ(bytes, count) read(STDIN_FILENO, bytes, count)
#define WRITE(bytes, count) write(STDOUT_FILENO, bytes, count)
#define BINARY() ((void)0)
#endif

static uint64_t started_us;

#ifdef _WIN32
static uint64_t now_us(void) {
    LARGE_INTEGER ticks, per_s;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&per_s);
    const uint64_t whole = (uint64_t)(ticks.QuadPart / per_s.QuadPart);
    const uint64_t rest = (uint64_t)(ticks.QuadPart % per_s.QuadPart);
    return whole * 1000000u + rest * 1000000u / (uint64_t)per_s.QuadPart;
}
#else
static uint64_t now_us(void) {
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}
#endif

void te_port_start(void) {
    BINARY();
    started_us = now_us();
}

/* A pseudo terminal whose other end is closed reads as an error, a pipe as 0: both are the end. */
uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    SSIZE count;
    do {
        count = READ(bytes, capacity);
    } while (count < 0 && errno == EINTR);
    return count > 0 ? (uint32_t)count : 0;
}

#ifdef _WIN32
bool te_port_pending(void) {
    DWORD count = 0;
    return !PeekNamedPipe(GetStdHandle(STD_INPUT_HANDLE), NULL, 0, NULL, &count, NULL) || count > 0;
}
#else
bool te_port_pending(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}
#endif

bool te_port_keeps(void) {
    return true;
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

uint64_t te_port_time_us(void) {
    return now_us() - started_us + 1u;
}

_Noreturn void te_port_halt(int32_t code) {
    exit(code);
}
