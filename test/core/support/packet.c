#include "support/packet.h"

#include <stdlib.h>

frame packet_message(const frame *requests, size_t count) {
  frame self = frame_hex("0a02 2002 2401");
  size_t offset = 2 + 2 * count;
  frame_u16(&self, (uint32_t)count);
  for (size_t i = 0; i < count; i++) {
    frame_u16(&self, (uint32_t)offset);
    offset += requests[i].length;
  }
  for (size_t i = 0; i < count; i++) frame_bytes(&self, requests[i].bytes, requests[i].length);
  return self;
}

frame packet_hex(const char *const *requests) {
  static frame frames[PACKET_MOST];
  size_t count = 0;
  while (requests[count]) {
    if (count == PACKET_MOST) abort();
    frames[count] = frame_hex(requests[count]);
    count++;
  }
  return packet_message(frames, count);
}

static size_t u16_at(const uint8_t *bytes) { return (size_t)(bytes[0] | bytes[1] << 8); }

packet_reply packet_read(const uint8_t *data, size_t length) {
  packet_reply self = {.whole = false};
  size_t count = length >= 2 ? u16_at(data) : 0;
  if (length < 2 + 2 * count || count > PACKET_MOST) return self;
  self.count = count;
  self.whole = true;
  size_t expected = 2 + 2 * count;
  for (size_t i = 0; i < count; i++) {
    size_t start = u16_at(data + 2 + 2 * i);
    size_t end = i + 1 < count ? u16_at(data + 4 + 2 * i) : length;
    self.whole = self.whole && start == expected && end >= start && end <= length;
    if (!self.whole) return self;
    reply_read_message(&self.replies[i], data + start, end - start);
    self.whole = self.replies[i].there;
    expected = end;
  }
  self.whole = self.whole && expected == length;
  return self;
}
