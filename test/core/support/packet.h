/* Multiple Service Packets. */
#ifndef TEST_CORE_SUPPORT_PACKET_H
#define TEST_CORE_SUPPORT_PACKET_H

#include "support/frames.h"

enum { PACKET_MOST = 40 };

/* A packet of these requests to the message router. */
frame packet_message(const frame *requests, size_t count);
/* The same of requests in hexadecimal; NULL ends the list. */
frame packet_hex(const char *const *requests);

typedef struct {
  bool whole; /* count, offsets and replies fill the data, in order and without gaps */
  size_t count;
  reply_form replies[PACKET_MOST];
} packet_reply;

/* Takes the data of a reply apart. */
packet_reply packet_read(const uint8_t *data, size_t length);

#endif
