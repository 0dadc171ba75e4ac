/* A TCP stream, cut anywhere: what comes back, and everything that is counted, is the same as for the whole.
 *
 *   the stream; then sizes of pieces, a byte each; then a byte: how many sizes (0-15) and the mood of the application
 *
 * Pieces take the sizes in turn (0: one byte); without sizes every byte comes alone. */
#include <stdlib.h>

#include "device/device.h"
#include "support/invariants.h"
#include "target.h"

typedef struct {
  eip_span stream, sizes;
  device_mood mood;
} input;

static input input_of(const uint8_t *data, size_t size) {
  uint8_t last = size ? data[--size] : 0;
  size_t count = last & 0x0F;
  if (count > size) count = size;
  return (input){{data, size - count}, {data + size - count, count}, (device_mood)(last >> 4) % MOODS};
}

static device *device_for(const input *in) {
  device *self = device_new();
  device_register(self, 1); /* who must not notice */
  device_connect(self, 0);
  self->mood = in->mood;
  return self;
}

static void cut(device *self, const input *in) {
  size_t at = 0;
  for (size_t i = 0; at < in->stream.length; i++) {
    size_t length = in->sizes.length ? in->sizes.bytes[i % in->sizes.length] : 1;
    if (length == 0) length = 1;
    if (length > in->stream.length - at) length = in->stream.length - at;
    if (!device_tcp(self, 0, in->stream.bytes + at, length)) return;
    device_check(self);
    at += length;
  }
}

/* Late answers, and what has become due. */
static void settle(device *self) {
  for (uint32_t i = 0; i < DEVICE_TOKENS; i++) device_complete(self, i, EIP_ACCEPT, (eip_span){0});
  device_check(self);
  device_outputs(self);
  device_advance(self, 1000000);
  device_check(self);
  device_must(self->peers[1].peer != 0, "streams: another peer stays connected");
}

static void same(const device *a, const device *b) {
  device_must(a->sent == b->sent && a->sent_sum == b->sent_sum, "streams: the same replies, however it was cut");
  const eip_counters *one = eip_stack_counters(a->stack), *other = eip_stack_counters(b->stack);
  bool equal = !invariants_counted_back(one, other) && !invariants_counted_back(other, one);
  device_must(equal, "streams: the same is counted, however it was cut");
  device_must((a->peers[0].peer == 0) == (b->peers[0].peer == 0), "streams: closed or not, however it was cut");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const input in = input_of(data, size);
  device *whole = device_for(&in), *pieces = device_for(&in);
  device_tcp(whole, 0, in.stream.bytes, in.stream.length);
  device_check(whole);
  cut(pieces, &in);
  settle(whole);
  settle(pieces);
  same(whole, pieces);
  device_free(whole);
  device_free(pieces);
  return 0;
}
