/* One client of the tag server: its session, its class 3 connections, and the reply to each of its messages. */
#ifndef BENCH_TAG_SESSION_H
#define BENCH_TAG_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "replies.h"

enum { TAG_CONNECTIONS = 32 };

typedef struct {
  uint32_t reply_id; /* T->O */
  uint32_t room;     /* bytes that a reply may have */
} tag_connection;

typedef struct {
  uint32_t count; /* of those that were opened; their O->T ids are 1 and up */
  tag_connection connections[TAG_CONNECTIONS];
} tag_session;

/* Writes the reply to a whole message to `out`, which has room for the longest. Returns its length; 0: the session is
 * over. Ends the program for a message that it has no reply to. */
size_t tag_session_answer(tag_session *self, const replies *known, const uint8_t *in, size_t size, uint8_t *out);

#endif
