/*
 * A tag server that looks nothing up but bytes: each message has its reply prepared, in a file that the recorder of the
 * client bench wrote (bench/client/recorder.mjs). Sessions and connections are its own.
 *
 *   tag_answer ADDRESS PORT FILE
 *
 * A thread a client. A message without a reply ends the program: what was measured would be a refusal. Says "ready" on
 * stderr; runs until it is ended.
 */
#define _GNU_SOURCE
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bytes.h"
#include "endpoint.h"
#include "fail.h"
#include "replies.h"
#include "tag_session.h"

enum { LONGEST = 24 + 0xFFFF, ROOM = 2 * LONGEST };

typedef struct {
  const replies *known;
  int socket;
  size_t have;
  uint8_t in[ROOM], out[ROOM];
  tag_session session;
} client;

/* Answers what is whole of what came; false: the client has gone, or says so. */
static bool answer_all(client *self) {
  size_t at = 0, length = 0;
  for (;;) {
    size_t left = self->have - at;
    if (left < 24 || left < 24u + get_u16(self->in + at + 2)) break;
    size_t size = 24u + get_u16(self->in + at + 2);
    if (length > ROOM - LONGEST) {
      if (send(self->socket, self->out, length, MSG_NOSIGNAL) < 0) return false;
      length = 0;
    }
    size_t own = tag_session_answer(&self->session, self->known, self->in + at, size, self->out + length);
    if (own == 0) return false;
    length += own;
    at += size;
  }
  memmove(self->in, self->in + at, self->have - at);
  self->have -= at;
  return length == 0 || send(self->socket, self->out, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static void *serve(void *argument) {
  client *self = argument;
  for (;;) {
    ssize_t more = recv(self->socket, self->in + self->have, ROOM - self->have, 0);
    if (more <= 0) break;
    self->have += (size_t)more;
    if (!answer_all(self)) break;
  }
  close(self->socket);
  free(self);
  return NULL;
}

static void accept_one(int listener, const replies *known) {
  int socket = accept(listener, NULL, NULL);
  if (socket < 0) fail("accept");
  int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  client *self = calloc(1, sizeof *self);
  if (self == NULL) fail("calloc");
  self->known = known;
  self->socket = socket;
  pthread_t thread;
  errno = pthread_create(&thread, NULL, serve, self);
  if (errno != 0) fail("pthread_create");
  pthread_detach(thread);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: tag_answer ADDRESS PORT FILE\n");
    return 2;
  }
  replies *known = replies_read(argv[3]);
  struct sockaddr_in here = endpoint_of(argv[1], (uint16_t)strtoul(argv[2], NULL, 0));
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 16) < 0) fail(argv[1]);
  fprintf(stderr, "ready\n");
  for (;;) accept_one(listener, known);
}
