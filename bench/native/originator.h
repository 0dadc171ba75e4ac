/* The explicit side of a class 1 originator: sessions, Forward Open, Forward Close. Blocking. Whatever fails or is
 * refused ends the program with a message. */
#ifndef BENCH_ORIGINATOR_H
#define BENCH_ORIGINATOR_H

#include "frames.h"

typedef struct {
  int socket;
  uint32_t session;
} originator;

/* Connects from `local` to `target` and registers. */
void originator_connect(originator *self, const char *local, const char *target, uint16_t port);

granted_terms originator_open(const originator *self, const connection_terms *terms);
void originator_close(const originator *self, const connection_terms *terms);

/* UnRegisterSession, end of the TCP connection. */
void originator_leave(originator *self);

/* Whole messages over a TCP socket. */
void message_send(int socket, const uint8_t *bytes, size_t length);
/* The next one, at most `capacity` bytes; returns its length. */
size_t message_receive(int socket, uint8_t *bytes, size_t capacity);

#endif
