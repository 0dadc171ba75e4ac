/* Explicit requests, unconnected and connected, to every object, with answers that come later.
 *
 *   each: a byte (bits 0-3: what, see `steps`; bits 4-7: a number for it); for a request its length u8 and its bytes */
#include "base/reader.h"
#include "device/device.h"
#include "support/class3.h"
#include "support/packet.h"
#include "target.h"

enum { MOST_INSIDE = 5, MOST_PACKET = 500 };

typedef struct {
  device *device;
  uint32_t class3_id;
  uint16_t sequence_count;
} talk;

static frame next_request(eip_reader *in) {
  frame to = {.length = 0};
  size_t length = eip_reader_u8(in);
  if (length > eip_reader_left(in)) length = eip_reader_left(in);
  eip_span bytes = eip_reader_span(in, length);
  frame_bytes(&to, bytes.bytes, bytes.length);
  return to;
}

static void unconnected(talk *self, uint32_t number, eip_reader *in) {
  frame message = next_request(in);
  device_ask(self->device, number & 1, &message);
}

/* An odd number repeats the sequence count. */
static void connected(talk *self, uint32_t number, eip_reader *in) {
  frame message = next_request(in);
  if (!(number & 1)) self->sequence_count++;
  device_ask_connected(self->device, 0, self->class3_id, self->sequence_count, &message);
}

static frame packet(uint32_t number, eip_reader *in) {
  frame requests[MOST_INSIDE];
  size_t count = number % (MOST_INSIDE + 1), length = 0;
  for (size_t i = 0; i < count; i++) {
    requests[i] = next_request(in);
    length += requests[i].length;
    if (length > MOST_PACKET) requests[i].length = 0;
  }
  return packet_message(requests, count);
}

static void unconnected_packet(talk *self, uint32_t number, eip_reader *in) {
  frame message = packet(number, in);
  device_ask(self->device, 0, &message);
}

static void connected_packet(talk *self, uint32_t number, eip_reader *in) {
  frame message = packet(number, in);
  device_ask_connected(self->device, 0, self->class3_id, ++self->sequence_count, &message);
}

/* Unconnected Send around a request; the number is its route: none, or the backplane. */
static void sent_on(talk *self, uint32_t number, eip_reader *in) {
  frame inner = next_request(in), to = frame_hex("52 02 20 06 24 01 0A 05");
  frame_u16(&to, (uint32_t)inner.length);
  frame_bytes(&to, inner.bytes, inner.length);
  if (inner.length % 2) frame_u8(&to, 0);
  frame_u16(&to, number & 1);
  if (number & 1) frame_u16(&to, 0x0001);
  device_ask(self->device, 0, &to);
}

static void complete(talk *self, uint32_t number, eip_reader *in) {
  eip_answer answer = {.pending = number == 15, .general = eip_reader_u8(in)};
  frame data = next_request(in);
  device_complete(self->device, number, answer, (eip_span){data.bytes, data.length});
}

static void wait(talk *self, uint32_t number, eip_reader *in) {
  (void)in;
  device_advance(self->device, UINT64_C(1000) << number);
}

static void mood(talk *self, uint32_t number, eip_reader *in) {
  self->device->mood = (device_mood)(number % MOODS);
  self->device->forbids[EIP_ACCESS_OPEN_IO] = number & 4;
  self->device->forbids[EIP_ACCESS_WRITE] = number & 8;
  self->device->value = eip_reader_u8(in);
}

static void open_class3(talk *self) {
  open_form form = class3_form();
  frame message = open_message(&form);
  device_ask(self->device, 0, &message);
  self->class3_id = self->device->stack->connections.explicit_connections.places[0].o2t_id;
}

static void connect(talk *self, uint32_t number, eip_reader *in) {
  (void)in;
  device_disconnect(self->device, number & 1);
  device_register(self->device, number & 1);
  open_class3(self);
}

static void classes(talk *self, uint32_t number, eip_reader *in) {
  eip_stack *stack = self->device->stack;
  uint32_t n = number & 1, id = n ? 0x300 : 0x64, instance = eip_reader_u8(in);
  switch (number >> 1 & 3) {
    case 0:
      eip_object_remove(stack, id);
      break;
    case 1:
      device_declare_class(self->device, n);
      break;
    case 2:
      eip_object_add_instance(stack, id, instance);
      break;
    default:
      eip_object_remove_instance(stack, id, instance);
  }
}

static void (*const steps[])(talk *self, uint32_t number, eip_reader *in) = {
    unconnected, connected, unconnected_packet, connected_packet, sent_on,  complete,           wait, mood,
    connect,     classes,   unconnected,        connected,        complete, unconnected_packet,
};

/* Only an answer to what was asked before it was forbidden may still change something. */
static void step(talk *self, uint8_t how, eip_reader *in) {
  uint32_t before = device_sum(self->device);
  void (*what)(talk *self, uint32_t number, eip_reader *in) = steps[(how & 0x0F) % (sizeof steps / sizeof *steps)];
  what(self, how >> 4, in);
  bool forbidden = self->device->forbids[EIP_ACCESS_WRITE] && what != complete;
  device_must(!forbidden || device_sum(self->device) == before, "requests: what is forbidden changes nothing");
  device_check(self->device);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  talk self = {.device = device_new()};
  device_register(self.device, 0);
  device_register(self.device, 1);
  open_class3(&self);
  eip_reader in = eip_reader_over(data, size);
  while (eip_reader_left(&in)) step(&self, eip_reader_u8(&in), &in);
  device_free(self.device);
  return 0;
}
