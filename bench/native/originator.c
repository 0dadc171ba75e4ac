#define _GNU_SOURCE
#include "originator.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "bytes.h"
#include "datagram.h"
#include "fail.h"

enum {
  HEADER = 24,
  REGISTER_SESSION = 0x65,
  UNREGISTER_SESSION = 0x66,
  SEND_RR_DATA = 0x6F,
  FORWARD_OPEN = 0x54,
  FORWARD_CLOSE = 0x4E,
  CONNECTION_SERIAL = 0x0BE7,
  VENDOR = 0x1234,
  ORIGINATOR_SERIAL = 0x00BE7C40,
  MULTIPLIER = 3,
  POINT_TO_POINT_SCHEDULED = 0x4800,
  OUTPUT_SIZE = 2 + 4 + DATAGRAM_DATA,
  INPUT_SIZE = 2 + DATAGRAM_DATA,
  CLASS_1_CYCLIC = 0x01,
  TIMEOUT_S = 5,
};

static const uint8_t MANAGER_PATH[] = {0x20, 0x06, 0x24, 0x01};
static const uint8_t CONNECTION_PATH[] = {0x20, 0x04, 0x24, 151, 0x2C, 150, 0x2C, 100};

static void send_all(int socket, const uint8_t *bytes, size_t length) {
  if (send(socket, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) fail("send");
}

static void receive_all(int socket, uint8_t *bytes, size_t length) {
  ssize_t got = recv(socket, bytes, length, MSG_WAITALL);
  if (got == 0) errno = ECONNRESET;
  if (got != (ssize_t)length) fail("the adapter's reply");
}

/* Sends `length` bytes of data behind a header; `message` has room for the header in front. */
static void send_message(const originator *self, uint16_t command, uint8_t *message, size_t length) {
  memset(message, 0, HEADER);
  uint8_t *at = put_u16(put_u16(message, command), (uint16_t)length);
  put_u32(at, self->session);
  send_all(self->socket, message, HEADER + length);
}

/* The data of the next reply goes to `data`; returns its length. */
static size_t receive_message(originator *self, uint8_t *data, size_t capacity) {
  uint8_t header[HEADER];
  receive_all(self->socket, header, HEADER);
  size_t length = get_u16(header + 2);
  errno = EPROTO;
  if (get_u32(header + 8) != 0 || length > capacity) fail("the adapter refused an encapsulation command");
  self->session = get_u32(header + 4);
  receive_all(self->socket, data, length);
  return length;
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
  uint8_t message[HEADER + 4];
  put_u16(put_u16(message + HEADER, 1), 0);
  send_message(self, REGISTER_SESSION, message, 4);
  uint8_t reply[4];
  receive_message(self, reply, sizeof reply);
}

/* Interface handle, timeout, null address item, head of the unconnected data item, service and path. */
static uint8_t *begin_request(uint8_t *at, uint8_t service, uint8_t **length_at) {
  at = put_u16(put_u32(at, 0), 0);
  at = put_u16(put_u16(put_u16(at, 2), 0), 0);
  at = put_u16(at, 0x00B2);
  *length_at = at;
  at = put_u8(put_u8(put_u16(at, 0), service), sizeof MANAGER_PATH / 2);
  memcpy(at, MANAGER_PATH, sizeof MANAGER_PATH);
  return at + sizeof MANAGER_PATH;
}

static uint8_t *put_triad(uint8_t *at) {
  return put_u32(put_u16(put_u16(at, CONNECTION_SERIAL), VENDOR), ORIGINATOR_SERIAL);
}

/* Sends the request that ends at `end`; the data of its reply is left at `reply`. Ends the program when it is refused.
 */
static const uint8_t *exchange(originator *self, uint8_t *message, uint8_t *end, uint8_t *reply, size_t capacity) {
  send_message(self, SEND_RR_DATA, message, (size_t)(end - message) - HEADER);
  size_t length = receive_message(self, reply, capacity);
  const uint8_t *routed = reply + 16;
  if (length < 20 || routed[2] != 0) {
    fprintf(stderr, "the adapter refused service 0x%02x: general status 0x%02x, extended 0x%04x\n", routed[0] & 0x7F,
            routed[2], routed[3] > 0 ? get_u16(routed + 4) : 0);
    exit(1);
  }
  return routed + 4;
}

/* The T->O socket address item: our UDP port; the adapter takes the address from the TCP connection. */
static uint8_t *put_port_item(uint8_t *at, uint16_t port) {
  at = put_u16(put_u16(at, 0x8001), 16);
  memset(at, 0, 16);
  at[1] = 2; /* family, big-endian */
  at[2] = (uint8_t)(port >> 8);
  at[3] = (uint8_t)port;
  return at + 16;
}

void originator_open(originator *self, uint32_t rpi_us, uint16_t io_port) {
  uint8_t message[256];
  uint8_t reply[256];
  uint8_t *length_at;
  self->connection_id = 0xBE7C0000u | (uint32_t)(getpid() & 0xFFFF);
  uint8_t *body = begin_request(message + HEADER, FORWARD_OPEN, &length_at);
  uint8_t *at = put_u8(put_u8(body, 10), 10);
  at = put_triad(put_u32(put_u32(at, 0), self->connection_id));
  at = put_u32(at, MULTIPLIER);
  at = put_u16(put_u32(at, rpi_us), POINT_TO_POINT_SCHEDULED | OUTPUT_SIZE);
  at = put_u16(put_u32(at, rpi_us), POINT_TO_POINT_SCHEDULED | INPUT_SIZE);
  at = put_u8(put_u8(at, CLASS_1_CYCLIC), sizeof CONNECTION_PATH / 2);
  memcpy(at, CONNECTION_PATH, sizeof CONNECTION_PATH);
  at += sizeof CONNECTION_PATH;
  put_u16(length_at, (uint16_t)(at - length_at - 2));
  put_u16(message + HEADER + 6, 3);
  const uint8_t *granted = exchange(self, message, put_port_item(at, io_port), reply, sizeof reply);
  self->api_us = get_u32(granted + 20);
}

void originator_close(originator *self) {
  uint8_t message[256];
  uint8_t reply[256];
  uint8_t *length_at;
  uint8_t *body = begin_request(message + HEADER, FORWARD_CLOSE, &length_at);
  uint8_t *at = put_triad(put_u8(put_u8(body, 10), 10));
  at = put_u8(put_u8(at, sizeof CONNECTION_PATH / 2), 0);
  memcpy(at, CONNECTION_PATH, sizeof CONNECTION_PATH);
  at += sizeof CONNECTION_PATH;
  put_u16(length_at, (uint16_t)(at - length_at - 2));
  exchange(self, message, at, reply, sizeof reply);
  send_message(self, UNREGISTER_SESSION, message, 0);
  close(self->socket);
}
