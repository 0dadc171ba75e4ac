#include "base/reader.h"

eip_reader eip_reader_over(const void *bytes, size_t length) {
  const uint8_t *first = bytes;
  return (eip_reader){.at = first, .end = length ? first + length : first};
}

size_t eip_reader_left(const eip_reader *self) { return (size_t)(self->end - self->at); }

bool eip_reader_done(const eip_reader *self) { return !self->failed && self->at == self->end; }

eip_span eip_reader_span(eip_reader *self, size_t length) {
  if (length > eip_reader_left(self)) {
    self->failed = true;
    self->at = self->end;
    return (eip_span){self->end, 0};
  }
  eip_span span = {self->at, length};
  if (length) self->at += length; /* a reader over nothing has no address to add to */
  return span;
}

eip_reader eip_reader_within(eip_reader *self, size_t length) {
  eip_span span = eip_reader_span(self, length);
  eip_reader inner = eip_reader_over(span.bytes, span.length);
  inner.failed = span.length != length;
  return inner;
}

/* `width` bytes, least significant first; 0 when they are not there. */
static uint32_t little_endian(eip_reader *self, size_t width) {
  eip_span span = eip_reader_span(self, width);
  uint32_t value = 0;
  for (size_t i = span.length; i > 0; i--) value = value << 8 | span.bytes[i - 1];
  return value;
}

static uint32_t big_endian(eip_reader *self, size_t width) {
  eip_span span = eip_reader_span(self, width);
  uint32_t value = 0;
  for (size_t i = 0; i < span.length; i++) value = value << 8 | span.bytes[i];
  return value;
}

uint8_t eip_reader_u8(eip_reader *self) { return (uint8_t)little_endian(self, 1); }
uint16_t eip_reader_u16(eip_reader *self) { return (uint16_t)little_endian(self, 2); }
uint32_t eip_reader_u32(eip_reader *self) { return little_endian(self, 4); }
uint16_t eip_reader_u16_be(eip_reader *self) { return (uint16_t)big_endian(self, 2); }
uint32_t eip_reader_u32_be(eip_reader *self) { return big_endian(self, 4); }
