#include "support/frames.h"

#include <stdlib.h>
#include <string.h>

void frame_bytes(frame *self, const void *bytes, size_t length) {
  if (length > FRAME_MAX - self->length) abort();
  if (length) memcpy(&self->bytes[self->length], bytes, length);
  self->length += length;
}

void frame_u8(frame *self, uint32_t value) {
  uint8_t byte = (uint8_t)value;
  frame_bytes(self, &byte, 1);
}

void frame_u16(frame *self, uint32_t value) {
  frame_u8(self, value);
  frame_u8(self, value >> 8);
}

void frame_u32(frame *self, uint32_t value) {
  frame_u16(self, value);
  frame_u16(self, value >> 16);
}

static void big_endian_u16(frame *self, uint32_t value) {
  frame_u8(self, value >> 8);
  frame_u8(self, value);
}

frame frame_hex(const char *hex) {
  frame self = {.length = 0};
  for (const char *at = hex; *at; at++) {
    if (*at == ' ') continue;
    char digits[] = {at[0], at[1], 0};
    frame_u8(&self, (uint32_t)strtoul(digits, NULL, 16));
    at++;
  }
  return self;
}

/* ---- encapsulation ---- */

void frame_header(frame *self, uint32_t command, size_t length, uint32_t session) {
  frame_u16(self, command);
  frame_u16(self, (uint32_t)length);
  frame_u32(self, session);
  frame_u32(self, 0);
  frame_bytes(self, "context!", 8);
  frame_u32(self, 0);
}

frame frame_register_session(void) {
  frame self = {.length = 0};
  frame_header(&self, 0x0065, 4, 0);
  frame_u16(&self, 1);
  frame_u16(&self, 0);
  return self;
}

static uint32_t u16_at(const uint8_t *bytes) { return (uint32_t)(bytes[0] | bytes[1] << 8); }
static uint32_t u32_at(const uint8_t *bytes) { return u16_at(bytes) | u16_at(bytes + 2) << 16; }

uint32_t frame_session_of(const uint8_t *bytes, size_t length) { return length >= 24 ? u32_at(bytes + 4) : 0; }

static void sockaddr(frame *self, const sockaddr_item *item) {
  frame_u16(self, item->type);
  frame_u16(self, 16);
  big_endian_u16(self, item->family);
  big_endian_u16(self, item->port);
  big_endian_u16(self, item->address >> 16);
  big_endian_u16(self, item->address);
  frame_u32(self, 0);
  frame_u32(self, 0);
}

frame frame_unconnected(uint32_t session, const frame *message, const sockaddr_item *items, size_t item_count) {
  frame body = {.length = 0};
  uint32_t present = 0;
  for (size_t i = 0; i < item_count; i++) present += items[i].type != 0;
  frame_u32(&body, 0);
  frame_u16(&body, 0);
  frame_u16(&body, 2 + present);
  frame_u32(&body, 0);
  frame_u16(&body, 0x00B2);
  frame_u16(&body, (uint32_t)message->length);
  frame_bytes(&body, message->bytes, message->length);
  for (size_t i = 0; i < item_count; i++) {
    if (items[i].type) sockaddr(&body, &items[i]);
  }
  frame self = {.length = 0};
  frame_header(&self, 0x006F, body.length, session);
  frame_bytes(&self, body.bytes, body.length);
  return self;
}

/* ---- Forward Open and Close ---- */

open_form open_usual(void) {
  open_form self = {
      .o2t_id = 0x11111111,
      .t2o_id = 0x22222222,
      .serial = 0x0102,
      .vendor = 0x0304,
      .originator_serial = 0x05060708,
      .multiplier = 2,
      .o2t_rpi_us = 10000,
      .t2o_rpi_us = 10000,
      .o2t_type = 2,
      .t2o_type = 2,
      .o2t_priority = 2,
      .t2o_priority = 2,
      .o2t_size = 2 + 4 + WORLD_SIZE,
      .t2o_size = 2 + WORLD_SIZE,
      .class_trigger = 0x01,
      .path_words = -1,
  };
  open_set_path(&self, "20 04 24 97 2C 96 2C 64");
  return self;
}

void open_set_path(open_form *self, const char *hex) { self->path = frame_hex(hex); }

static void parameters(frame *to, bool large, uint32_t size, uint32_t variable, uint32_t priority, uint32_t type,
                       uint32_t redundant) {
  if (large) {
    frame_u32(to, size | variable << 25 | priority << 26 | type << 29 | redundant << 31);
  } else {
    frame_u16(to, (size & 0x1FF) | variable << 9 | priority << 10 | type << 13 | redundant << 15);
  }
}

static void request_to_connection_manager(frame *self, uint32_t service) {
  frame_u8(self, service);
  frame_u8(self, 2);
  frame_bytes(self, "\x20\x06\x24\x01", 4);
}

static void words(frame *self, int words, const frame *path) {
  frame_u8(self, words >= 0 ? (uint32_t)words : (uint32_t)path->length / 2);
}

frame open_message(const open_form *self) {
  frame to = {.length = 0};
  request_to_connection_manager(&to, self->large ? 0x5B : 0x54);
  frame_u8(&to, 0x0A);
  frame_u8(&to, 0x05);
  frame_u32(&to, self->o2t_id);
  frame_u32(&to, self->t2o_id);
  frame_u16(&to, self->serial);
  frame_u16(&to, self->vendor);
  frame_u32(&to, self->originator_serial);
  frame_u8(&to, self->multiplier);
  frame_bytes(&to, "\0\0\0", 3);
  frame_u32(&to, self->o2t_rpi_us);
  parameters(&to, self->large, self->o2t_size, self->o2t_variable, self->o2t_priority, self->o2t_type,
             self->o2t_redundant);
  frame_u32(&to, self->t2o_rpi_us);
  parameters(&to, self->large, self->t2o_size, self->t2o_variable, self->t2o_priority, self->t2o_type, 0);
  frame_u8(&to, self->class_trigger);
  words(&to, self->path_words, &self->path);
  frame_bytes(&to, self->path.bytes, self->path.length);
  frame_bytes(&to, self->tail.bytes, self->tail.length);
  return to;
}

close_form close_usual(void) {
  open_form open = open_usual();
  return (close_form){.serial = open.serial,
                      .vendor = open.vendor,
                      .originator_serial = open.originator_serial,
                      .path_words = -1,
                      .path = open.path};
}

frame close_message(const close_form *self) {
  frame to = {.length = 0};
  request_to_connection_manager(&to, 0x4E);
  frame_u8(&to, 0x0A);
  frame_u8(&to, 0x05);
  frame_u16(&to, self->serial);
  frame_u16(&to, self->vendor);
  frame_u32(&to, self->originator_serial);
  words(&to, self->path_words, &self->path);
  frame_u8(&to, 0);
  frame_bytes(&to, self->path.bytes, self->path.length);
  frame_bytes(&to, self->tail.bytes, self->tail.length);
  return to;
}

/* ---- cyclic data ---- */

frame io_frame(uint32_t id, uint32_t sequence, uint16_t count, uint32_t run_header, uint8_t fill, size_t size) {
  frame to = {.length = 0};
  frame_u16(&to, 2);
  frame_u16(&to, 0x8002);
  frame_u16(&to, 8);
  frame_u32(&to, id);
  frame_u32(&to, sequence);
  frame_u16(&to, 0x00B1);
  frame_u16(&to, (uint32_t)(2 + 4 + size));
  frame_u16(&to, count);
  frame_u32(&to, run_header);
  for (size_t i = 0; i < size; i++) frame_u8(&to, fill);
  return to;
}
