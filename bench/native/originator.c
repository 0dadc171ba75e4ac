#define _GNU_SOURCE
#include "originator.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "fail.h"
#include "frames.h"

enum { TIMEOUT_S = 5, MOST_REPLY = 512, OUTPUT = 150, INPUT = 100, CONFIGURATION = 151, DATA = 32 };

static void send_all(int socket, const uint8_t *bytes, size_t length) {
  if (send(socket, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) fail("send");
}

static void receive_all(int socket, uint8_t *bytes, size_t length) {
  ssize_t got = recv(socket, bytes, length, MSG_WAITALL);
  if (got == 0) errno = ECONNRESET;
  if (got != (ssize_t)length) fail("the adapter's reply");
}

/* The next whole message; returns its length. */
static size_t receive_message(const originator *self, uint8_t *bytes, size_t capacity) {
  receive_all(self->socket, bytes, FRAME_HEADER);
  size_t length = frame_data_length(bytes);
  errno = EPROTO;
  if (length > capacity - FRAME_HEADER) fail("the adapter's reply is too long");
  receive_all(self->socket, bytes + FRAME_HEADER, length);
  return FRAME_HEADER + length;
}

void originator_connect(originator *self, const char *local, const char *target, uint16_t port) {
  struct sockaddr_in from = {.sin_family = AF_INET};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, local, &from.sin_addr) != 1 || inet_pton(AF_INET, target, &to.sin_addr) != 1) fail("address");
  struct timeval timeout = {.tv_sec = TIMEOUT_S};
  int on = 1;
  self->session = 0;
  self->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (self->socket < 0) fail("socket");
  setsockopt(self->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(self->socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (bind(self->socket, (struct sockaddr *)&from, sizeof from) < 0) fail(local);
  if (connect(self->socket, (struct sockaddr *)&to, sizeof to) < 0) fail(target);
  uint8_t message[FRAME_MOST];
  send_all(self->socket, message, frame_register(message));
  uint8_t reply[MOST_REPLY];
  receive_message(self, reply, sizeof reply);
  self->session = frame_session(reply);
}

/* Sends a request and reads its reply, which points into `bytes` (MOST_REPLY). Refused: the end of the program. */
static cip_reply exchange(const originator *self, const uint8_t *message, size_t length, uint8_t *bytes) {
  send_all(self->socket, message, length);
  cip_reply reply;
  errno = EPROTO;
  if (!frame_read_reply(&reply, bytes, receive_message(self, bytes, MOST_REPLY))) fail("no CIP reply");
  if (reply.general == 0) return reply;
  fprintf(stderr, "the adapter refused service 0x%02x: general status 0x%02x, extended 0x%04x\n", reply.service & 0x7F,
          reply.general, reply.extended);
  exit(1);
}

static connection_terms terms_of(const originator *self, uint32_t rpi_us, uint16_t io_port) {
  return (connection_terms){.serial = 1,
                            .originator_serial = 1,
                            .t2o_id = self->connection_id,
                            .o2t_rpi_us = rpi_us,
                            .t2o_rpi_us = rpi_us,
                            .output = OUTPUT,
                            .input = INPUT,
                            .config = CONFIGURATION,
                            .data_size = DATA,
                            .io_port = io_port};
}

void originator_open(originator *self, uint32_t rpi_us, uint16_t io_port) {
  uint8_t message[FRAME_MOST];
  uint8_t bytes[MOST_REPLY];
  self->connection_id = 0xBE7C0000u | (uint32_t)(getpid() & 0xFFFF);
  const connection_terms terms = terms_of(self, rpi_us, io_port);
  cip_reply reply = exchange(self, message, frame_open(message, self->session, &terms), bytes);
  granted_terms granted;
  errno = EPROTO;
  if (!frame_read_granted(&granted, &reply, &terms)) fail("the reply to Forward Open");
  self->api_us = granted.t2o_api_us;
}

void originator_close(originator *self) {
  uint8_t message[FRAME_MOST];
  uint8_t bytes[MOST_REPLY];
  const connection_terms terms = terms_of(self, 0, 0);
  exchange(self, message, frame_close(message, self->session, &terms), bytes);
  send_all(self->socket, message, frame_unregister(message, self->session));
  close(self->socket);
}
