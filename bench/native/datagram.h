/* One T->O packet, class 1, modeless (docs/protocol.md, "Cyclic data"), and the pattern that the benches put into it.
 */
#ifndef BENCH_DATAGRAM_H
#define BENCH_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  DATAGRAM_DATA = 32, /* bytes of the assembly */
  DATAGRAM_SIZE = 20 + DATAGRAM_DATA,
};

typedef struct {
  uint32_t connection_id;
  uint32_t sequence;
  uint16_t count; /* CIP sequence count */
  uint8_t data[DATAGRAM_DATA];
} datagram;

/* Writes exactly DATAGRAM_SIZE bytes. */
void datagram_write(const datagram *self, uint8_t *bytes);

/* False when the bytes are no packet of this form. */
bool datagram_read(datagram *self, const uint8_t *bytes, size_t length);

/* A whole value: its number first, every byte behind it follows from that number. */
void pattern_write(uint8_t data[DATAGRAM_DATA], uint32_t number);

/* False when the bytes belong to two values, or to none. */
bool pattern_holds(const uint8_t data[DATAGRAM_DATA]);

#endif
