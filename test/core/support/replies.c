/* The other direction of frames.h: what the stack has answered. */
#include <string.h>

#include "support/frames.h"

enum { ENCAPSULATION = 24, ITEMS_AT = 32, SOCKADDR_SIZE = 16 };

static uint16_t u16_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }
static uint32_t u16_be_at(const uint8_t *bytes) { return (uint32_t)(bytes[0] << 8 | bytes[1]); }

void reply_read_message(reply_form *self, const uint8_t *bytes, size_t length) {
  if (length < 4) return;
  self->service = bytes[0];
  self->general = bytes[2];
  self->extended_count = bytes[3];
  size_t data_at = 4 + 2 * (size_t)self->extended_count;
  if (self->extended_count > 8 || data_at > length) return;
  for (size_t i = 0; i < self->extended_count; i++) self->extended[i] = u16_at(&bytes[4 + 2 * i]);
  self->length = length - data_at;
  memcpy(self->data, &bytes[data_at], self->length);
  self->there = true;
}

static void read_sockaddr(reply_form *self, uint16_t type, const uint8_t *bytes) {
  sockaddr_item item = {.type = type,
                        .family = (uint16_t)u16_be_at(bytes),
                        .port = (uint16_t)u16_be_at(bytes + 2),
                        .address = u16_be_at(bytes + 4) << 16 | u16_be_at(bytes + 6)};
  if (type == 0x8000) {
    self->has_o2t = true;
    self->o2t = item;
  } else {
    self->has_t2o = true;
    self->t2o = item;
  }
}

reply_form reply_read(const world *self) {
  reply_form reply = {.there = false};
  size_t length = self->sent_length;
  if (length < ITEMS_AT || u16_at(self->sent) != 0x006F || u16_at(&self->sent[2]) != length - ENCAPSULATION)
    return reply;
  size_t at = ITEMS_AT;
  for (uint32_t items = u16_at(&self->sent[ITEMS_AT - 2]); items > 0 && at + 4 <= length; items--) {
    uint16_t type = u16_at(&self->sent[at]);
    size_t item_length = u16_at(&self->sent[at + 2]);
    at += 4;
    if (item_length > length - at) return (reply_form){.there = false};
    if (type == 0x00B2) reply_read_message(&reply, &self->sent[at], item_length);
    if (type >= 0x8000 && item_length == SOCKADDR_SIZE) read_sockaddr(&reply, type, &self->sent[at]);
    at += item_length;
  }
  reply.there = reply.there && at == length;
  return reply;
}

uint16_t reply_u16(const reply_form *self, size_t place) {
  return place + 2 <= self->length ? u16_at(&self->data[place]) : 0;
}

uint32_t reply_u32(const reply_form *self, size_t place) {
  return reply_u16(self, place) | (uint32_t)reply_u16(self, place + 2) << 16;
}

static reply_form ask(world *self, const frame *message, const sockaddr_item *items, size_t item_count) {
  frame request = frame_unconnected(self->session, message, items, item_count);
  self->sent_length = 0;
  world_tcp(self, self->peer, request.bytes, request.length);
  return reply_read(self);
}

reply_form world_ask(world *self, const frame *message) { return ask(self, message, NULL, 0); }

reply_form world_open(world *self, const open_form *form) {
  frame message = open_message(form);
  return ask(self, &message, form->items, 2);
}

reply_form world_close(world *self, const close_form *form) {
  frame message = close_message(form);
  return ask(self, &message, NULL, 0);
}
