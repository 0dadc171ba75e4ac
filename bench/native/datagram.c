#include "datagram.h"

#include <string.h>

#include "bytes.h"

enum { ITEMS = 2, SEQUENCED_ADDRESS = 0x8002, CONNECTED_DATA = 0x00B1 };

void datagram_write(const datagram *self, uint8_t *bytes) {
  uint8_t *at = put_u16(bytes, ITEMS);
  at = put_u16(put_u16(at, SEQUENCED_ADDRESS), 8);
  at = put_u32(put_u32(at, self->connection_id), self->sequence);
  at = put_u16(put_u16(at, CONNECTED_DATA), 2 + DATAGRAM_DATA);
  at = put_u16(at, self->count);
  memcpy(at, self->data, DATAGRAM_DATA);
}

bool datagram_read(datagram *self, const uint8_t *bytes, size_t length) {
  if (length != DATAGRAM_SIZE || get_u16(bytes) != ITEMS) return false;
  if (get_u16(bytes + 2) != SEQUENCED_ADDRESS || get_u16(bytes + 4) != 8) return false;
  if (get_u16(bytes + 14) != CONNECTED_DATA || get_u16(bytes + 16) != 2 + DATAGRAM_DATA) return false;
  self->connection_id = get_u32(bytes + 6);
  self->sequence = get_u32(bytes + 10);
  self->count = get_u16(bytes + 18);
  memcpy(self->data, bytes + 20, DATAGRAM_DATA);
  return true;
}

void pattern_write(uint8_t data[DATAGRAM_DATA], uint32_t number) {
  uint8_t *at = put_u32(data, number);
  for (int i = 4; i < DATAGRAM_DATA; i++) at = put_u8(at, (uint8_t)(number + (uint32_t)i));
}

bool pattern_holds(const uint8_t data[DATAGRAM_DATA]) {
  uint8_t expected[DATAGRAM_DATA];
  pattern_write(expected, get_u32(data));
  return memcmp(expected, data, DATAGRAM_DATA) == 0;
}
