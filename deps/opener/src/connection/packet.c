#include "connection/packet.h"

#include <string.h>

#include "base/writer.h"
#include "connection/format.h"
#include "encap/cpf.h"

enum { LARGEST_HEAD = EIP_SEQUENCE_COUNT_SIZE + EIP_RUN_HEADER_SIZE, ADDRESS_SIZE = 8, CACHE_LINE = 64 };

size_t eip_packet_room(size_t data) {
  return (EIP_PACKET_ITEM_AT + LARGEST_HEAD + data + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

static void set_size(eip_packet *self, uint16_t data_size) {
  self->length = (uint32_t)self->data_at + data_size;
  eip_bytes_set_u16_at(self->bytes, EIP_PACKET_LENGTH_AT, (uint16_t)(self->length - EIP_PACKET_ITEM_AT));
}

void eip_packet_build(eip_packet *self, uint32_t connection_id) {
  uint16_t head = eip_format_head(self->format, self->transport_class);
  size_t size = (size_t)EIP_PACKET_ITEM_AT + head + self->data_size;
  eip_writer out = eip_writer_over(self->bytes, size);
  eip_writer_u16(&out, 2);
  eip_writer_u16(&out, EIP_ITEM_SEQUENCED_ADDRESS);
  eip_writer_u16(&out, ADDRESS_SIZE);
  eip_writer_u32(&out, connection_id);
  eip_writer_u32(&out, 0);
  eip_writer_u16(&out, EIP_ITEM_CONNECTED_DATA);
  eip_writer_u16(&out, 0);
  eip_writer_zeros(&out, (size_t)head + self->data_size);
  self->data_at = (uint8_t)(EIP_PACKET_ITEM_AT + head);
  set_size(self, self->data_size);
}

void eip_packet_set_data(eip_packet *self, uint16_t count, bool run, const uint8_t *data) {
  if (self->transport_class != 0) eip_bytes_set_u16_at(self->bytes, EIP_PACKET_ITEM_AT, count);
  if (self->data_size) memcpy(&self->bytes[self->data_at], data, self->data_size);
  if (self->format == EIP_FORMAT_MODELESS) return;
  if (self->format == EIP_FORMAT_HEADER_32BIT) {
    eip_bytes_set_u32_at(self->bytes, (size_t)self->data_at - EIP_RUN_HEADER_SIZE, run ? EIP_RUN_HEADER_RUN : 0);
  }
  if (self->format == EIP_FORMAT_ZERO_LENGTH) set_size(self, run ? self->data_size : 0);
}

bool eip_packet_differs(const eip_packet *self, const uint8_t *data) {
  return self->data_size != 0 && memcmp(&self->bytes[self->data_at], data, self->data_size) != 0;
}

bool eip_packet_tells_run(const eip_packet *self) {
  return self->format == EIP_FORMAT_HEADER_32BIT || self->format == EIP_FORMAT_ZERO_LENGTH;
}
