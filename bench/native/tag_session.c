#include "tag_session.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum { REGISTER_SESSION = 0x65, UNREGISTER_SESSION = 0x66, SEND_RR_DATA = 0x6F, SEND_UNIT_DATA = 0x70 };
enum { FORWARD_OPEN = 0x54, LARGE_FORWARD_OPEN = 0x5B, FORWARD_CLOSE = 0x4E, REPLY = 0x80 };
enum { HEADER = 24, UNCONNECTED_AT = 40, SEQUENCE_AT = 44, CONNECTED_AT = 46, SESSION_AT = 4, STATUS_AT = 8 };
enum { MANAGER_HEAD = 6, SHOWN = 64 };
#define SESSION UINT32_C(0x5E551012)

static const uint8_t MANAGER_PATH[] = {2, 0x20, 0x06, 0x24, 0x01};

_Noreturn static void refuse(const char *what, const uint8_t *bytes, size_t size) {
  fprintf(stderr, "%s: ", what);
  for (size_t i = 0; i < size && i < SHOWN; i++) fprintf(stderr, "%02x", bytes[i]);
  fprintf(stderr, "\n");
  exit(1);
}

static bool is_for_manager(const uint8_t *message, size_t length) {
  return length >= MANAGER_HEAD && memcmp(message + 1, MANAGER_PATH, sizeof MANAGER_PATH) == 0;
}

static uint8_t *put_bytes(uint8_t *at, const uint8_t *bytes, size_t length) {
  memcpy(at, bytes, length);
  return at + length;
}

/* Connection ids: ours counts, theirs is theirs. The triad and the intervals come back as they were asked for. */
static size_t open_connection(tag_session *self, const uint8_t *message, size_t length, uint8_t *out) {
  bool large = message[0] == LARGE_FORWARD_OPEN;
  size_t parameters = large ? 4 : 2;
  const uint8_t *data = message + MANAGER_HEAD;
  if (length < MANAGER_HEAD + 26 + 4 + 2 * parameters || self->count == TAG_CONNECTIONS) {
    refuse("a Forward Open that can't be granted", message, length);
  }
  const uint8_t *t2o = data + 30 + parameters;
  uint32_t room = large ? get_u16(t2o) : get_u16(t2o) & 0x1FFu;
  self->connections[self->count++] = (tag_connection){.reply_id = get_u32(data + 6), .room = room};
  uint8_t *at = put_u32(out, (uint32_t)(message[0] | REPLY));
  at = put_u32(at, self->count);
  at = put_u32(at, get_u32(data + 6));
  at = put_bytes(at, data + 10, 8);                  /* serial, vendor, originator serial */
  at = put_u32(at, get_u32(data + 22));              /* O->T interval */
  at = put_u32(at, get_u32(data + 26 + parameters)); /* T->O interval */
  return (size_t)(put_u16(at, 0) - out);
}

static size_t close_connection(const uint8_t *message, size_t length, uint8_t *out) {
  if (length < MANAGER_HEAD + 10) refuse("a Forward Close that is none", message, length);
  uint8_t *at = put_u32(out, FORWARD_CLOSE | REPLY);
  at = put_bytes(at, message + MANAGER_HEAD + 2, 8);
  return (size_t)(put_u16(at, 0) - out);
}

static size_t look_up(const replies *known, uint32_t room, const uint8_t *message, size_t length, uint8_t *out) {
  const prepared_reply *one = replies_find(known, room, message, length);
  if (one == NULL) refuse("no reply was prepared to", message, length);
  memcpy(out, one->reply, one->reply_length);
  return one->reply_length;
}

static size_t answer_unconnected(tag_session *self, const replies *known, const uint8_t *in, size_t size,
                                 uint8_t *out) {
  const uint8_t *message = in + UNCONNECTED_AT;
  size_t length = size - UNCONNECTED_AT;
  uint8_t *reply = out + UNCONNECTED_AT;
  if (is_for_manager(message, length)) {
    if (message[0] == FORWARD_OPEN || message[0] == LARGE_FORWARD_OPEN)
      return open_connection(self, message, length, reply);
    if (message[0] == FORWARD_CLOSE) return close_connection(message, length, reply);
  }
  return look_up(known, 0, message, length, reply);
}

static size_t send_rr_data(tag_session *self, const replies *known, const uint8_t *in, size_t size, uint8_t *out) {
  if (size <= UNCONNECTED_AT || get_u16(in + 30) != 2 || get_u32(in + 32) != 0 || get_u16(in + 36) != 0xB2) {
    refuse("other items than expected", in, size);
  }
  memset(out + HEADER, 0, 6);
  memcpy(out + 30, in + 30, 8);
  size_t length = answer_unconnected(self, known, in, size, out);
  put_u16(out + 38, (uint16_t)length);
  return UNCONNECTED_AT + length;
}

static size_t send_unit_data(tag_session *self, const replies *known, const uint8_t *in, size_t size, uint8_t *out) {
  bool is_whole = size > CONNECTED_AT && get_u16(in + 30) == 2 && get_u16(in + 32) == 0xA1 && get_u16(in + 40) == 0xB1;
  uint32_t id = is_whole ? get_u32(in + 36) : 0;
  if (id == 0 || id > self->count) refuse("a message over no connection", in, size);
  memset(out + HEADER, 0, 6);
  memcpy(out + 30, in + 30, 6);
  const tag_connection *connection = &self->connections[id - 1];
  put_u32(out + 36, connection->reply_id);
  put_u16(out + 40, 0xB1);
  memcpy(out + SEQUENCE_AT, in + SEQUENCE_AT, 2);
  size_t length = look_up(known, connection->room, in + CONNECTED_AT, size - CONNECTED_AT, out + CONNECTED_AT);
  put_u16(out + 42, (uint16_t)(2 + length));
  return CONNECTED_AT + length;
}

static size_t register_session(const uint8_t *in, size_t size, uint8_t *out) {
  memcpy(out, in, size);
  put_u32(out + SESSION_AT, SESSION);
  return size;
}

size_t tag_session_answer(tag_session *self, const replies *known, const uint8_t *in, size_t size, uint8_t *out) {
  uint16_t command = get_u16(in);
  if (command == UNREGISTER_SESSION) return 0;
  if (command == REGISTER_SESSION) return register_session(in, size, out);
  if (get_u32(in + SESSION_AT) != SESSION) refuse("a message of no session", in, size);
  memcpy(out, in, HEADER);
  put_u32(out + STATUS_AT, 0);
  size_t length = 0;
  if (command == SEND_RR_DATA)
    length = send_rr_data(self, known, in, size, out);
  else if (command == SEND_UNIT_DATA)
    length = send_unit_data(self, known, in, size, out);
  else
    refuse("a command that it does not know", in, size);
  put_u16(out + 2, (uint16_t)(length - HEADER));
  return length;
}
