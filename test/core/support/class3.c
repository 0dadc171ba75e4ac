#include "support/class3.h"

enum { HEADER = 24, ITEMS = 20, SEQUENCE_COUNT = 2 };

open_form class3_form(void) {
  open_form self = open_usual();
  self.class_trigger = 0xA3;
  self.o2t_rpi_us = self.t2o_rpi_us = 2000000;
  self.o2t_size = self.t2o_size = 500;
  self.o2t_variable = self.t2o_variable = 1;
  self.o2t_priority = self.t2o_priority = 0;
  open_set_path(&self, "20 02 24 01");
  return self;
}

class3 class3_open(world *self, const open_form *form) {
  reply_form reply = world_open(self, form);
  self->sent_length = 0;
  if (!reply.there || reply.general != 0) return (class3){0, 0};
  return (class3){reply_u32(&reply, 0), reply_u32(&reply, 4)};
}

class3 class3_open_another(world *self, uint16_t n) {
  open_form form = class3_form();
  form.serial = (uint16_t)(form.serial + n);
  return class3_open(self, &form);
}

frame class3_frame(uint32_t session, uint32_t id, uint16_t sequence_count, const frame *message) {
  frame self = {.length = 0};
  frame_header(&self, 0x0070, ITEMS + SEQUENCE_COUNT + message->length, session);
  frame_u32(&self, 0);
  frame_u16(&self, 0);
  frame_u16(&self, 2);
  frame_u16(&self, 0x00A1);
  frame_u16(&self, 4);
  frame_u32(&self, id);
  frame_u16(&self, 0x00B1);
  frame_u16(&self, (uint32_t)(SEQUENCE_COUNT + message->length));
  frame_u16(&self, sequence_count);
  frame_bytes(&self, message->bytes, message->length);
  return self;
}

static uint16_t u16_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }
static uint32_t u32_at(const uint8_t *bytes) { return u16_at(bytes) | (uint32_t)u16_at(bytes + 2) << 16; }

/* Interface handle, timeout, two items: connected address, connected data to the end. */
static bool framed(const uint8_t *bytes, size_t length) {
  size_t data = HEADER + ITEMS;
  return length >= data + SEQUENCE_COUNT && u16_at(bytes) == 0x0070 && u16_at(bytes + 2) == length - HEADER &&
         u32_at(bytes + 24) == 0 && u16_at(bytes + 28) == 0 && u16_at(bytes + 30) == 2 &&
         u16_at(bytes + 32) == 0x00A1 && u16_at(bytes + 34) == 4 && u16_at(bytes + 40) == 0x00B1 &&
         u16_at(bytes + 42) == length - data;
}

class3_reply class3_read(const world *self) {
  class3_reply read = {.reply = {.there = false}};
  if (!framed(self->sent, self->sent_length)) return read;
  size_t message = HEADER + ITEMS + SEQUENCE_COUNT;
  read.id = u32_at(self->sent + 36);
  read.sequence_count = u16_at(self->sent + 44);
  reply_read_message(&read.reply, self->sent + message, self->sent_length - message);
  return read;
}

class3_reply class3_ask(world *self, class3 connection, uint16_t sequence_count, const char *hex) {
  frame message = frame_hex(hex);
  frame request = class3_frame(self->session, connection.o2t_id, sequence_count, &message);
  self->sent_length = 0;
  world_tcp(self, self->peer, request.bytes, request.length);
  return class3_read(self);
}
