/* A Forward Open with any parameters and any path, then what follows it.
 *
 *   a byte (bit 0: large, bit 1: with a sockaddr item, bit 2: the path size is made right, bits 4-5: the mood);
 *   then the data of the service: parameters and path */
#include <string.h>

#include "base/reader.h"
#include "device/device.h"
#include "target.h"

enum { MOST = 560, LARGE = 1, ITEM = 2, RIGHT_SIZE = 4, FIXED = 36, LARGE_FIXED = 40, TRIAD = 10 };

static frame message_of(uint8_t how, eip_reader *in) {
  frame to = frame_hex(how & LARGE ? "5B 02 20 06 24 01" : "54 02 20 06 24 01");
  size_t head = to.length, fixed = how & LARGE ? LARGE_FIXED : FIXED;
  size_t length = eip_reader_left(in) < MOST ? eip_reader_left(in) : MOST;
  eip_span data = eip_reader_span(in, length);
  frame_bytes(&to, data.bytes, data.length);
  if (how & RIGHT_SIZE && length >= fixed) to.bytes[head + fixed - 1] = (uint8_t)((length - fixed) / 2);
  return to;
}

/* Of the triad that the open names. */
static frame close_of(const frame *open) {
  frame to = frame_hex("4E 02 20 06 24 01 0A 05");
  frame_bytes(&to, &open->bytes[6 + TRIAD], 8);
  frame_u16(&to, 0);
  return to;
}

static void ask(device *self, const frame *message, uint8_t how) {
  static const sockaddr_item item = {.type = 0x8001, .family = 2, .port = 3000, .address = 0x0A000063};
  device_ask_with(self, 0, message, &item, how & ITEM ? 1 : 0);
  device_check(self);
}

/* Nobody aims us at a third host. */
static void goes_back(const device *self) {
  for (uint32_t slot = 0; slot < DEVICE_IO; slot++) {
    const eip_connection *connection = &self->stack->connections.places[slot];
    if (!self->live[slot] || connection->info.multicast) continue;
    device_must(connection->production->to.address == self->peers[0].address, "opens: T->O goes to who asked");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  device *self = device_new();
  device_register(self, 0);
  eip_reader in = eip_reader_over(data, size);
  uint8_t how = eip_reader_u8(&in);
  self->mood = (device_mood)(how >> 4) % MOODS;
  frame message = message_of(how, &in);
  ask(self, &message, how);
  ask(self, &message, how); /* the same again: a duplicate, or refused again */
  device_complete(self, 0, EIP_ACCEPT, (eip_span){0});
  device_check(self);
  goes_back(self);
  device_outputs(self);
  device_check(self);
  if (message.length >= 6 + TRIAD + 8) {
    frame closing = close_of(&message);
    ask(self, &closing, 0);
  }
  ask(self, &message, how);
  device_advance(self, 15000000);
  device_check(self);
  device_free(self);
  return 0;
}
