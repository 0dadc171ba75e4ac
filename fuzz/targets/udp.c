/* Datagrams on UDP 44818, one after the other.
 *
 *   each: a byte (bit 0: to all; bits 4-7: time before it, 0 none, else 1 << n ms), its length u8, its bytes
 *
 * A datagram from port 44818 answers one that came, and is never much longer: nobody aims us at others. */
#include "base/reader.h"
#include "device/device.h"
#include "target.h"

enum { LONGEST_LIST_REPLY = 24 + 2 + 4 + 33 + 33 };

static void datagram(device *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  size_t length = eip_reader_u8(in);
  if (length > eip_reader_left(in)) length = eip_reader_left(in);
  eip_span bytes = eip_reader_span(in, length);
  if (how >> 4) device_advance(self, UINT64_C(1000) << (how >> 4));
  uint64_t before = self->sent;
  device_udp(self, how & 1, bytes.bytes, bytes.length);
  device_must(self->sent - before <= LONGEST_LIST_REPLY, "datagrams: one List reply at most");
  device_check(self);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  device *self = device_new();
  eip_reader in = eip_reader_over(data, size);
  while (eip_reader_left(&in)) datagram(self, &in);
  device_must(eip_stack_counters(self->stack)->sessions == 0, "datagrams: no session by UDP");
  device_free(self);
  return 0;
}
