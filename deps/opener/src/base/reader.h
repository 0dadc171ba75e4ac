/* A cursor over received bytes: the only way bytes of the wire are read in this core.
 *
 * A reader never leaves its bytes. A read that does not fit returns zero, consumes the rest and
 * leaves the reader failed; so a parser reads a whole structure first and asks once at the end.
 * The bytes belong to the caller and must outlive the reader and every span taken from it. */
#ifndef EIP_BASE_READER_H
#define EIP_BASE_READER_H

#include "opener/types.h"

typedef struct {
  const uint8_t *at;  /* next byte */
  const uint8_t *end; /* one past the last */
  bool failed;        /* sticky: some read did not fit */
} eip_reader;

eip_reader eip_reader_over(const void *bytes, size_t length);

/* Little-endian integers, as CIP transmits them. */
uint8_t eip_reader_u8(eip_reader *self);
uint16_t eip_reader_u16(eip_reader *self);
uint32_t eip_reader_u32(eip_reader *self);

/* Big-endian, for sockaddr structures only. */
uint16_t eip_reader_u16_be(eip_reader *self);
uint32_t eip_reader_u32_be(eip_reader *self);

/* The next `length` bytes without copying; an empty span when they are not there. */
eip_span eip_reader_span(eip_reader *self, size_t length);

/* A reader confined to the next `length` bytes (an item, a path), which this one then skips.
 * Failed from the start when they are not there. */
eip_reader eip_reader_within(eip_reader *self, size_t length);

size_t eip_reader_left(const eip_reader *self);

/* True when everything was read and nothing is left over. */
bool eip_reader_done(const eip_reader *self);

#endif
