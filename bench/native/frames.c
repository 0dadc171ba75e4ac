#include "frames.h"

#include <string.h>

#include "bytes.h"

enum {
  REGISTER_SESSION = 0x65,
  UNREGISTER_SESSION = 0x66,
  SEND_RR_DATA = 0x6F,
  GET_ATTRIBUTE_SINGLE = 0x0E,
  FORWARD_OPEN = 0x54,
  FORWARD_CLOSE = 0x4E,
  REPLY = 0x80,
  VENDOR = 0x1234,
  MULTIPLIER = 7, /* x 512 */
  POINT_TO_POINT_SCHEDULED = 0x4800,
  SEQUENCE_COUNT = 2,
  RUN_HEADER = 4,
  CLASS_1 = 0x01,
  ITEMS_AT = FRAME_HEADER + 6, /* behind interface handle and timeout */
  UNCONNECTED_DATA = 0x00B2,
  T2O_SOCKET_ADDRESS = 0x8001,
  SOCKET_ADDRESS_SIZE = 16,
};

static const uint8_t MANAGER_PATH[] = {0x20, 0x06, 0x24, 0x01};

/* The header goes in front of what is already there, which ends at `end`. */
static size_t finish(uint8_t *bytes, uint16_t command, uint32_t session, const uint8_t *end) {
  memset(bytes, 0, FRAME_HEADER);
  uint8_t *at = put_u16(put_u16(bytes, command), (uint16_t)(end - bytes - FRAME_HEADER));
  put_u32(at, session);
  return (size_t)(end - bytes);
}

size_t frame_register(uint8_t *bytes) {
  return finish(bytes, REGISTER_SESSION, 0, put_u16(put_u16(bytes + FRAME_HEADER, 1), 0));
}

size_t frame_unregister(uint8_t *bytes, uint32_t session) {
  return finish(bytes, UNREGISTER_SESSION, session, bytes + FRAME_HEADER);
}

/* Null address item, head of the unconnected data item, service. */
static uint8_t *begin_request(uint8_t *bytes, uint8_t service, const uint8_t *path, uint8_t path_size) {
  uint8_t *at = put_u16(put_u32(bytes + FRAME_HEADER, 0), 0);
  at = put_u16(put_u16(put_u16(at, 2), 0), 0);
  at = put_u16(put_u16(at, UNCONNECTED_DATA), 0);
  at = put_u8(put_u8(at, service), path_size / 2);
  if (path_size > 0) memcpy(at, path, path_size);
  return at + path_size;
}

/* Closes the unconnected data item that began with begin_request. */
static void end_request(uint8_t *bytes, const uint8_t *end) {
  uint8_t *length_at = bytes + ITEMS_AT + 8;
  put_u16(length_at, (uint16_t)(end - length_at - 2));
}

static uint8_t *put_triad(uint8_t *at, const connection_terms *terms) {
  return put_u32(put_u16(put_u16(at, terms->serial), VENDOR), terms->originator_serial);
}

/* An instance or connection point of 16 bits. */
static uint8_t *put_segment(uint8_t *at, uint8_t type, uint16_t value) {
  return put_u16(put_u8(put_u8(at, type), 0), value);
}

/* Its length in words and its bytes; `reserved` is the byte between them in a Forward Close. */
static uint8_t *put_path(uint8_t *at, const connection_terms *terms, bool reserved) {
  uint8_t *words = at++;
  if (reserved) at = put_u8(at, 0);
  uint8_t *begin = at;
  if (terms->trigger != TRIGGER_CYCLIC) at = put_u8(put_u8(at, 0x43), 0);
  at = put_u8(put_u8(at, 0x20), 0x04);
  if (terms->config) at = put_segment(at, 0x25, terms->config);
  at = put_segment(put_segment(at, 0x2D, terms->output), 0x2D, terms->input);
  *words = (uint8_t)((at - begin) / 2);
  return at;
}

static uint8_t *put_port_item(uint8_t *at, uint16_t port) {
  at = put_u16(put_u16(at, T2O_SOCKET_ADDRESS), SOCKET_ADDRESS_SIZE);
  memset(at, 0, SOCKET_ADDRESS_SIZE);
  at[1] = 2; /* family, big-endian */
  at[2] = (uint8_t)(port >> 8);
  at[3] = (uint8_t)port;
  return at + SOCKET_ADDRESS_SIZE;
}

size_t frame_open(uint8_t *bytes, uint32_t session, const connection_terms *terms) {
  uint16_t parameters = (uint16_t)(POINT_TO_POINT_SCHEDULED | (SEQUENCE_COUNT + terms->data_size));
  uint8_t *at = begin_request(bytes, FORWARD_OPEN, MANAGER_PATH, sizeof MANAGER_PATH);
  at = put_u8(put_u8(at, 10), 10);
  at = put_triad(put_u32(put_u32(at, 0), terms->t2o_id), terms);
  at = put_u32(at, MULTIPLIER);
  at = put_u16(put_u32(at, terms->o2t_rpi_us), (uint16_t)(parameters + RUN_HEADER));
  at = put_u16(put_u32(at, terms->t2o_rpi_us), parameters);
  at = put_path(put_u8(at, CLASS_1 | terms->trigger), terms, false);
  end_request(bytes, at);
  put_u16(bytes + ITEMS_AT, 3);
  return finish(bytes, SEND_RR_DATA, session, put_port_item(at, terms->io_port));
}

size_t frame_close(uint8_t *bytes, uint32_t session, const connection_terms *terms) {
  uint8_t *at = begin_request(bytes, FORWARD_CLOSE, MANAGER_PATH, sizeof MANAGER_PATH);
  at = put_path(put_triad(put_u8(put_u8(at, 10), 10), terms), terms, true);
  end_request(bytes, at);
  return finish(bytes, SEND_RR_DATA, session, at);
}

size_t frame_get_attribute(uint8_t *bytes, uint32_t session, uint8_t class_id, uint8_t instance, uint8_t attribute) {
  const uint8_t path[] = {0x20, class_id, 0x24, instance, 0x30, attribute};
  uint8_t *at = begin_request(bytes, GET_ATTRIBUTE_SINGLE, path, sizeof path);
  end_request(bytes, at);
  return finish(bytes, SEND_RR_DATA, session, at);
}

size_t frame_attribute_reply(uint8_t *bytes, uint32_t session, const uint8_t *value, uint8_t size) {
  uint8_t *at = begin_request(bytes, GET_ATTRIBUTE_SINGLE | REPLY, NULL, 0);
  at = put_u16(at, 0); /* general status, no extended one */
  memcpy(at, value, size);
  end_request(bytes, at + size);
  return finish(bytes, SEND_RR_DATA, session, at + size);
}

size_t frame_data_length(const uint8_t *header) { return get_u16(header + 2); }

uint32_t frame_session(const uint8_t *header) { return get_u32(header + 4); }

bool frame_read_reply(cip_reply *self, const uint8_t *bytes, size_t length) {
  enum { MESSAGE_AT = ITEMS_AT + 10, HEAD = 4 };
  if (length < MESSAGE_AT + HEAD || get_u16(bytes) != SEND_RR_DATA || get_u32(bytes + 8) != 0) return false;
  if (get_u16(bytes + ITEMS_AT + 6) != UNCONNECTED_DATA) return false;
  size_t size = get_u16(bytes + ITEMS_AT + 8);
  const uint8_t *message = bytes + MESSAGE_AT;
  size_t head = HEAD + 2u * message[3];
  if (size < head || size > length - MESSAGE_AT) return false;
  *self = (cip_reply){.service = message[0],
                      .general = message[2],
                      .extended = message[3] > 0 ? get_u16(message + HEAD) : 0,
                      .data = message + head,
                      .length = size - head};
  return true;
}

bool frame_read_granted(granted_terms *self, const cip_reply *reply, const connection_terms *terms) {
  enum { SIZE = 26 };
  if (reply->service != (FORWARD_OPEN | REPLY) || reply->general != 0 || reply->length < SIZE) return false;
  if (get_u32(reply->data + 4) != terms->t2o_id || get_u16(reply->data + 8) != terms->serial) return false;
  self->o2t_id = get_u32(reply->data);
  self->o2t_api_us = get_u32(reply->data + 16);
  self->t2o_api_us = get_u32(reply->data + 20);
  return true;
}
