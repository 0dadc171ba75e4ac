#include "connection/packet.h"

#include <string.h>

#include "base/bytes.h"
#include "base/writer.h"
#include "connection/format.h"
#include "encap/cpf.h"

enum {
  SEQUENCE_AT = 10, /* behind item count, item head and connection id */
  COUNT_AT = 18,    /* behind the head of the data item */
  DATA_AT = COUNT_AT + EIP_SEQUENCE_COUNT_SIZE,
  ADDRESS_SIZE = 8,
  CACHE_LINE = 64
};

size_t eip_packet_room(size_t data) { return (DATA_AT + data + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE; }

uint32_t eip_packet_build(uint8_t *packet, uint32_t connection_id, uint16_t data_size) {
  eip_writer out = eip_writer_over(packet, (size_t)DATA_AT + data_size);
  eip_writer_u16(&out, 2);
  eip_writer_u16(&out, EIP_ITEM_SEQUENCED_ADDRESS);
  eip_writer_u16(&out, ADDRESS_SIZE);
  eip_writer_u32(&out, connection_id);
  eip_writer_u32(&out, 0);
  eip_writer_u16(&out, EIP_ITEM_CONNECTED_DATA);
  eip_writer_u16(&out, eip_format_size(EIP_FORMAT_MODELESS, data_size));
  eip_writer_u16(&out, 0);
  eip_writer_zeros(&out, data_size);
  return (uint32_t)eip_writer_length(&out);
}

void eip_packet_set_sequence(uint8_t *packet, uint32_t sequence) {
  eip_bytes_set_u32_at(packet, SEQUENCE_AT, sequence);
}

void eip_packet_set_data(uint8_t *packet, uint16_t count, eip_span data) {
  eip_bytes_set_u16_at(packet, COUNT_AT, count);
  if (data.length) memcpy(&packet[DATA_AT], data.bytes, data.length);
}
