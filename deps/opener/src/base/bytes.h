/* Little-endian values at a known place of bytes whose length was checked already: the cyclic path, where
 * a cursor would cost more than the work. Everything else reads with base/reader.h. */
#ifndef EIP_BASE_BYTES_H
#define EIP_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint16_t eip_bytes_u16_at(const uint8_t *bytes, size_t place) {
  return (uint16_t)(bytes[place] | bytes[place + 1] << 8);
}

static inline uint32_t eip_bytes_u32_at(const uint8_t *bytes, size_t place) {
  return (uint32_t)eip_bytes_u16_at(bytes, place) | (uint32_t)eip_bytes_u16_at(bytes, place + 2) << 16;
}

static inline void eip_bytes_set_u16_at(uint8_t *bytes, size_t place, uint16_t value) {
  bytes[place] = (uint8_t)value;
  bytes[place + 1] = (uint8_t)(value >> 8);
}

static inline void eip_bytes_set_u32_at(uint8_t *bytes, size_t place, uint32_t value) {
  eip_bytes_set_u16_at(bytes, place, (uint16_t)value);
  eip_bytes_set_u16_at(bytes, place + 2, (uint16_t)(value >> 16));
}

#endif
