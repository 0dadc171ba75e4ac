/* The explicit part of a class 1 originator: session, Forward Open, Forward Close. Blocking, one connection. */
#ifndef BENCH_ORIGINATOR_H
#define BENCH_ORIGINATOR_H

#include <stdint.h>

typedef struct {
  int socket;
  uint32_t session;
  uint32_t connection_id; /* T->O, ours */
  uint32_t api_us;        /* T->O, granted */
} originator;

/* Connects from `local` to `target`, port 44818, and registers. Ends the program with a message when that fails. */
void originator_connect(originator *self, const char *local, const char *target, uint16_t port);

/* Opens 150/100/151 with 32 bytes. T->O goes to our UDP port `io_port`. */
void originator_open(originator *self, uint32_t rpi_us, uint16_t io_port);

/* Forward Close, UnRegisterSession, end of the TCP connection. */
void originator_close(originator *self);

#endif
