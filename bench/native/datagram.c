#include "datagram.h"

#include "bytes.h"

enum { ITEMS = 2, SEQUENCED_ADDRESS = 0x8002, CONNECTED_DATA = 0x00B1, COUNT_SIZE = 2, RUN = 1 };

static uint8_t *begin(uint8_t *bytes, const datagram_head *head, size_t connected_size) {
  uint8_t *at = put_u16(bytes, ITEMS);
  at = put_u16(put_u16(at, SEQUENCED_ADDRESS), 8);
  at = put_u32(put_u32(at, head->connection_id), head->sequence);
  at = put_u16(put_u16(at, CONNECTED_DATA), (uint16_t)connected_size);
  return put_u16(at, head->count);
}

uint8_t *datagram_begin_t2o(uint8_t *bytes, const datagram_head *head, size_t data_size) {
  return begin(bytes, head, COUNT_SIZE + data_size);
}

uint8_t *datagram_begin_o2t(uint8_t *bytes, const datagram_head *head, size_t data_size) {
  return put_u32(begin(bytes, head, COUNT_SIZE + DATAGRAM_RUN_HEADER + data_size), RUN);
}

void datagram_renew(uint8_t *bytes, const datagram_head *head) {
  put_u32(put_u32(bytes + 6, head->connection_id), head->sequence);
  put_u16(bytes + 18, head->count);
}

bool datagram_read_t2o(datagram_head *head, const uint8_t *bytes, size_t length, size_t data_size) {
  if (length != DATAGRAM_HEAD + data_size || get_u16(bytes) != ITEMS) return false;
  if (get_u16(bytes + 2) != SEQUENCED_ADDRESS || get_u16(bytes + 4) != 8) return false;
  if (get_u16(bytes + 14) != CONNECTED_DATA || get_u16(bytes + 16) != COUNT_SIZE + data_size) return false;
  *head = (datagram_head){get_u32(bytes + 6), get_u32(bytes + 10), get_u16(bytes + 18)};
  return true;
}

void pattern_write(uint8_t *data, size_t size, uint32_t number) {
  put_u32(data, number);
  for (size_t i = 4; i < size; i++) data[i] = (uint8_t)(number + i);
}

bool pattern_read(const uint8_t *data, size_t size, uint32_t *number) {
  *number = get_u32(data);
  uint8_t wrong = 0;
  for (size_t i = 4; i < size; i++) wrong |= (uint8_t)(data[i] ^ (uint8_t)(*number + i));
  return wrong == 0;
}
