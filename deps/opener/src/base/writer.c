#include "base/writer.h"

#include <string.h>

eip_writer eip_writer_over(void *buffer, size_t capacity) {
  uint8_t *first = buffer;
  return (eip_writer){.first = first, .at = first, .end = capacity ? first + capacity : first};
}

/* The next `length` bytes to fill; NULL, and failed from then on, when they do not fit. */
static uint8_t *take(eip_writer *self, size_t length) {
  if (self->failed || length > eip_writer_left(self)) {
    self->failed = true;
    return NULL;
  }
  uint8_t *place = self->at;
  if (length) self->at += length; /* a writer over nothing has no address to add to */
  return place;
}

static void little_endian(eip_writer *self, uint32_t value, size_t width) {
  uint8_t *place = take(self, width);
  for (size_t i = 0; place && i < width; i++) place[i] = (uint8_t)(value >> (8 * i));
}

static void big_endian(eip_writer *self, uint32_t value, size_t width) {
  uint8_t *place = take(self, width);
  for (size_t i = 0; place && i < width; i++) place[width - 1 - i] = (uint8_t)(value >> (8 * i));
}

void eip_writer_u8(eip_writer *self, uint8_t value) { little_endian(self, value, 1); }
void eip_writer_u16(eip_writer *self, uint16_t value) { little_endian(self, value, 2); }
void eip_writer_u32(eip_writer *self, uint32_t value) { little_endian(self, value, 4); }
void eip_writer_u16_be(eip_writer *self, uint16_t value) { big_endian(self, value, 2); }
void eip_writer_u32_be(eip_writer *self, uint32_t value) { big_endian(self, value, 4); }

void eip_writer_span(eip_writer *self, eip_span span) {
  uint8_t *place = take(self, span.length);
  if (place && span.length) memmove(place, span.bytes, span.length);
}

eip_span eip_writer_keep(eip_writer *self, eip_span span) {
  const uint8_t *place = self->at;
  eip_writer_span(self, span);
  return (eip_span){place, span.length};
}

void eip_writer_zeros(eip_writer *self, size_t count) {
  uint8_t *place = take(self, count);
  if (place && count) memset(place, 0, count);
}

void eip_writer_short_string(eip_writer *self, const char *text) {
  size_t length = strlen(text);
  if (length > UINT8_MAX) length = UINT8_MAX;
  eip_writer_u8(self, (uint8_t)length);
  eip_writer_span(self, (eip_span){(const uint8_t *)text, length});
}

size_t eip_writer_reserve_u16(eip_writer *self) {
  size_t place = eip_writer_length(self);
  eip_writer_u16(self, 0);
  return place;
}

void eip_writer_patch_u16(eip_writer *self, size_t place, uint16_t value) {
  if (self->failed) return;
  self->first[place] = (uint8_t)value;
  self->first[place + 1] = (uint8_t)(value >> 8);
}

eip_writer eip_writer_behind(const eip_writer *self, size_t before, size_t behind) {
  size_t left = eip_writer_left(self);
  bool fits = !self->failed && left >= behind && left - behind >= before;
  if (!fits) return (eip_writer){.first = self->at, .at = self->at, .end = self->at, .failed = true};
  return eip_writer_over(before ? self->at + before : self->at, left - behind - before);
}

void eip_writer_join(eip_writer *self, const eip_writer *behind) {
  if (behind->failed) self->failed = true;
  if (!self->failed) self->at = behind->at;
}

size_t eip_writer_length(const eip_writer *self) { return (size_t)(self->at - self->first); }
size_t eip_writer_left(const eip_writer *self) { return (size_t)(self->end - self->at); }

eip_span eip_writer_written(const eip_writer *self) { return (eip_span){self->first, eip_writer_length(self)}; }

void eip_writer_rewind(eip_writer *self, size_t length) {
  self->at = self->first + length;
  self->failed = false;
}
