/* Serial arithmetic: which of two wrapping counters is the newer (docs/protocol.md, "Sequence counts"). */
#ifndef EIP_BASE_SERIAL_H
#define EIP_BASE_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

/* True when `value` is 1 to half the range ahead of `last`. Exactly half counts as old. */
static inline bool eip_serial32_newer(uint32_t value, uint32_t last) {
  uint32_t ahead = value - last;
  return ahead != 0 && ahead < UINT32_C(0x80000000);
}

static inline bool eip_serial16_newer(uint16_t value, uint16_t last) {
  uint16_t ahead = (uint16_t)(value - last);
  return ahead != 0 && ahead < UINT16_C(0x8000);
}

#endif
