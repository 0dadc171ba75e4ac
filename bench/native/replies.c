#include "replies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "fail.h"

enum { PLACES = 1 << 14, RECORD_HEAD = 12, LOOKED_AT = 64 };

struct replies {
  size_t count;
  prepared_reply places[PLACES];
};

static uint32_t mixed(uint32_t hash, const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * UINT32_C(16777619);
  return hash;
}

/* Beginning and end are enough to tell messages apart nearly always; the rest is compared. */
static uint32_t hash_of(uint32_t room, const uint8_t *message, size_t length) {
  uint32_t hash = (UINT32_C(2166136261) ^ room) + (uint32_t)length;
  if (length <= 2 * LOOKED_AT) return mixed(hash, message, length);
  return mixed(mixed(hash, message, LOOKED_AT), message + length - LOOKED_AT, LOOKED_AT);
}

static const prepared_reply *place_of(const replies *self, uint32_t room, const uint8_t *message, size_t length) {
  uint32_t at = hash_of(room, message, length) % PLACES;
  for (;; at = (at + 1) % PLACES) {
    const prepared_reply *one = &self->places[at];
    if (one->message == NULL) return one;
    if (one->room != room || one->message_length != length) continue;
    if (memcmp(one->message, message, length) == 0) return one;
  }
}

const prepared_reply *replies_find(const replies *self, uint32_t room, const uint8_t *message, size_t length) {
  const prepared_reply *one = place_of(self, room, message, length);
  return one->message == NULL ? NULL : one;
}

static uint8_t *contents(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail(path);
  long end = ftell(file);
  rewind(file);
  uint8_t *bytes = malloc((size_t)end + 1);
  if (end < 0 || bytes == NULL || fread(bytes, 1, (size_t)end, file) != (size_t)end) fail(path);
  fclose(file);
  *size = (size_t)end;
  return bytes;
}

static void add(replies *self, prepared_reply record) {
  errno = ENOSPC;
  if (++self->count > PLACES / 2) fail("prepared replies");
  *(prepared_reply *)place_of(self, record.room, record.message, record.message_length) = record;
}

replies *replies_read(const char *path) {
  size_t size;
  uint8_t *bytes = contents(path, &size);
  replies *self = calloc(1, sizeof *self);
  if (self == NULL) fail("calloc");
  for (size_t at = 0; at < size;) {
    errno = EINVAL;
    if (size - at < RECORD_HEAD) fail(path);
    const uint8_t *head = bytes + at;
    prepared_reply one = {
        .room = get_u32(head), .message_length = get_u32(head + 4), .reply_length = get_u32(head + 8)};
    at += RECORD_HEAD;
    if (one.message_length > size - at || one.reply_length > size - at - one.message_length) fail(path);
    one.message = bytes + at;
    one.reply = one.message + one.message_length;
    at += one.message_length + one.reply_length;
    add(self, one);
  }
  return self;
}
