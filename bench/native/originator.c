#define _GNU_SOURCE
#include "originator.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "endpoint.h"
#include "fail.h"

enum { TIMEOUT_S = 5, MOST_REPLY = 512 };

void message_send(int socket, const uint8_t *bytes, size_t length) {
  if (send(socket, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) fail("send");
}

static void receive_all(int socket, uint8_t *bytes, size_t length) {
  if (length == 0) return;
  ssize_t got = recv(socket, bytes, length, MSG_WAITALL);
  if (got == 0) errno = ECONNRESET;
  if (got != (ssize_t)length) fail("the reply");
}

size_t message_receive(int socket, uint8_t *bytes, size_t capacity) {
  receive_all(socket, bytes, FRAME_HEADER);
  size_t length = frame_data_length(bytes);
  errno = EPROTO;
  if (length > capacity - FRAME_HEADER) fail("the reply is too long");
  receive_all(socket, bytes + FRAME_HEADER, length);
  return FRAME_HEADER + length;
}

void originator_connect(originator *self, const char *local, const char *target, uint16_t port) {
  struct sockaddr_in from = endpoint_of(local, 0);
  struct sockaddr_in to = endpoint_of(target, port);
  struct timeval timeout = {.tv_sec = TIMEOUT_S};
  int on = 1;
  self->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (self->socket < 0) fail("socket");
  setsockopt(self->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(self->socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (bind(self->socket, (struct sockaddr *)&from, sizeof from) < 0) fail(local);
  if (connect(self->socket, (struct sockaddr *)&to, sizeof to) < 0) fail(target);
  uint8_t message[FRAME_MOST], reply[MOST_REPLY];
  message_send(self->socket, message, frame_register(message));
  message_receive(self->socket, reply, sizeof reply);
  self->session = frame_session(reply);
}

/* The reply points into `bytes` (MOST_REPLY). */
static cip_reply exchange(const originator *self, const uint8_t *message, size_t length, uint8_t *bytes) {
  message_send(self->socket, message, length);
  cip_reply reply;
  errno = EPROTO;
  if (!frame_read_reply(&reply, bytes, message_receive(self->socket, bytes, MOST_REPLY))) fail("no CIP reply");
  if (reply.general == 0) return reply;
  fprintf(stderr, "the adapter refused service 0x%02x: general status 0x%02x, extended 0x%04x\n", reply.service & 0x7F,
          reply.general, reply.extended);
  exit(1);
}

granted_terms originator_open(const originator *self, const connection_terms *terms) {
  uint8_t message[FRAME_MOST], bytes[MOST_REPLY];
  cip_reply reply = exchange(self, message, frame_open(message, self->session, terms), bytes);
  granted_terms granted;
  errno = EPROTO;
  if (!frame_read_granted(&granted, &reply, terms)) fail("the reply to Forward Open");
  return granted;
}

void originator_close(const originator *self, const connection_terms *terms) {
  uint8_t message[FRAME_MOST], bytes[MOST_REPLY];
  exchange(self, message, frame_close(message, self->session, terms), bytes);
}

void originator_leave(originator *self) {
  uint8_t message[FRAME_MOST];
  message_send(self->socket, message, frame_unregister(message, self->session));
  close(self->socket);
}
