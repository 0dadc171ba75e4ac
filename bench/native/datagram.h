/* Cyclic packets of class 1 (docs/protocol.md, "Cyclic data"), and the pattern that the benches put into them. */
#ifndef BENCH_DATAGRAM_H
#define BENCH_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  DATAGRAM_HEAD = 20,      /* items and CIP sequence count; modeless data follows */
  DATAGRAM_RUN_HEADER = 4, /* between them and O->T data */
  DATAGRAM_MOST = DATAGRAM_HEAD + DATAGRAM_RUN_HEADER + 500
};

typedef struct {
  uint32_t connection_id;
  uint32_t sequence; /* of the encapsulation */
  uint16_t count;    /* CIP sequence count */
} datagram_head;

/* Writes everything in front of `data_size` bytes of data; returns where they go. */
uint8_t *datagram_begin_t2o(uint8_t *bytes, const datagram_head *head, size_t data_size);
/* The same with a run/idle header that says run. */
uint8_t *datagram_begin_o2t(uint8_t *bytes, const datagram_head *head, size_t data_size);
/* Another connection, sequence and count for what one of the two has written. */
void datagram_renew(uint8_t *bytes, const datagram_head *head);

/* False when the bytes are no T->O packet with this much data, which then begins at bytes + DATAGRAM_HEAD. */
bool datagram_read_t2o(datagram_head *head, const uint8_t *bytes, size_t length, size_t data_size);

/* A whole value: its number first, every byte behind it follows from that number. At least 4 bytes. */
void pattern_write(uint8_t *data, size_t size, uint32_t number);

/* The number; false when the bytes belong to two values, or to none. */
bool pattern_read(const uint8_t *data, size_t size, uint32_t *number);

#endif
