/* A cursor over a buffer of known capacity: the only way bytes for the wire are written in this core.
 *
 * A writer never leaves its buffer. A write that does not fit writes nothing and leaves the writer
 * failed; so a message is written whole and asked for once at the end. The buffer belongs to the
 * caller and must outlive the writer. */
#ifndef EIP_BASE_WRITER_H
#define EIP_BASE_WRITER_H

#include "opener/types.h"

typedef struct {
  uint8_t *first;
  uint8_t *at;  /* next byte */
  uint8_t *end; /* one past the last */
  bool failed;  /* sticky: some write did not fit */
} eip_writer;

eip_writer eip_writer_over(void *buffer, size_t capacity);

/* Little-endian integers, as CIP transmits them. */
void eip_writer_u8(eip_writer *self, uint8_t value);
void eip_writer_u16(eip_writer *self, uint16_t value);
void eip_writer_u32(eip_writer *self, uint32_t value);

/* Big-endian, for sockaddr structures only. */
void eip_writer_u16_be(eip_writer *self, uint16_t value);
void eip_writer_u32_be(eip_writer *self, uint32_t value);

/* The span may stand in the same buffer, also overlapping. */
void eip_writer_span(eip_writer *self, eip_span span);
/* The same, and where it stands now. */
eip_span eip_writer_keep(eip_writer *self, eip_span span);
void eip_writer_zeros(eip_writer *self, size_t count);

/* SHORT_STRING: one length byte, then the characters (at most 255). */
void eip_writer_short_string(eip_writer *self, const char *text);

/* A u16 to be filled in once it is known (a length, a count): its place, given back to patch. */
size_t eip_writer_reserve_u16(eip_writer *self);
void eip_writer_patch_u16(eip_writer *self, size_t place, uint16_t value);

/* A writer over what is left of `self`, but for `before` bytes in front and `behind` at the end: for what is known
 * before its head is. Failed from the start when there is less. */
eip_writer eip_writer_behind(const eip_writer *self, size_t before, size_t behind);
/* Takes in what was written behind; `self` has been written up to there. */
void eip_writer_join(eip_writer *self, const eip_writer *behind);

size_t eip_writer_length(const eip_writer *self);
size_t eip_writer_left(const eip_writer *self);
/* What was written so far. */
eip_span eip_writer_written(const eip_writer *self);
/* Forgets everything after `length` bytes, a failure included. */
void eip_writer_rewind(eip_writer *self, size_t length);

#endif
