/* Prepared replies, found by the bytes of the message that they answer. */
#ifndef BENCH_REPLIES_H
#define BENCH_REPLIES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t room; /* bytes that a reply over the connection may have, 0 without one: the reply may differ by it */
  uint32_t message_length, reply_length;
  const uint8_t *message, *reply;
} prepared_reply;

typedef struct replies replies;

/* From the file that the recorder wrote: records of room, two lengths, message, reply. Ends the program when it
 * can't be read. Lives as long as the program. */
replies *replies_read(const char *path);

/* NULL when there is none. */
const prepared_reply *replies_find(const replies *self, uint32_t room, const uint8_t *message, size_t length);

#endif
