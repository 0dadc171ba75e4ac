/* Datagrams on the I/O port, while connections of every format live.
 *
 *   each: a byte (bits 0-2: which connection, bit 3: from another address, bit 4: as it is, bit 5: without a sequence,
 *   bits 6-7: time before it, 0 none, else 1 << 2n ms); then, unless it is as it is, steps of the encapsulation
 *   sequence and the CIP sequence count (i8 each) and a byte of the run/idle header; its length u8, its bytes */
#include "base/reader.h"
#include "connection/format.h"
#include "device/device.h"
#include "target.h"

enum { OPENED = 5, MOST = 80 };

/* Which points, with which transport class: a sequence count and a header; no count; a range; nothing; a header alone.
 */
static const struct {
  uint32_t point;
  uint8_t transport_class;
  bool variable;
} opened[OPENED] = {{0, 1, false}, {3, 0, true}, {1, 1, false}, {7, 0, false}, {4, 1, false}};

typedef struct {
  device *device;
  uint32_t ids[OPENED], sequences[OPENED];
  uint16_t counts[OPENED];
} traffic;

static void open_all(traffic *self) {
  for (uint32_t i = 0; i < OPENED; i++) {
    open_form form = device_form(opened[i].point, (uint16_t)(1 + i), opened[i].transport_class);
    form.o2t_variable = opened[i].variable;
    frame message = open_message(&form);
    device_ask(self->device, 0, &message);
    self->ids[i] = self->device->stack->connections.places[i].info.o2t_id;
    device_must(self->device->live[i], "datagrams: the connections of the target open");
  }
}

static frame framed(traffic *self, uint8_t how, eip_reader *in) {
  uint32_t which = (how & 7) % OPENED;
  const eip_connection_point *point = &device_points[opened[which].point];
  frame to = {.length = 0};
  self->sequences[which] += (uint32_t)(int8_t)eip_reader_u8(in);
  self->counts[which] = (uint16_t)(self->counts[which] + (int8_t)eip_reader_u8(in));
  uint8_t header = eip_reader_u8(in);
  size_t length = eip_reader_u8(in) % MOST;
  if (length > eip_reader_left(in)) length = eip_reader_left(in);
  eip_span data = eip_reader_span(in, length);
  bool sequenced = !(how & 0x20);
  frame_u16(&to, 2);
  frame_u16(&to, sequenced ? 0x8002 : 0x00A1);
  frame_u16(&to, sequenced ? 8 : 4);
  frame_u32(&to, self->ids[which]);
  if (sequenced) frame_u32(&to, self->sequences[which]);
  frame_u16(&to, 0x00B1);
  frame_u16(&to, (uint32_t)(eip_format_head(point->o2t_format, opened[which].transport_class) + length));
  if (opened[which].transport_class) frame_u16(&to, self->counts[which]);
  if (point->o2t_format == EIP_FORMAT_HEADER_32BIT) frame_u32(&to, header);
  frame_bytes(&to, data.bytes, data.length);
  return to;
}

static frame as_it_is(eip_reader *in) {
  frame to = {.length = 0};
  size_t length = eip_reader_u8(in);
  if (length > eip_reader_left(in)) length = eip_reader_left(in);
  eip_span data = eip_reader_span(in, length);
  frame_bytes(&to, data.bytes, data.length);
  return to;
}

static void datagram(traffic *self, eip_reader *in) {
  device *under = self->device;
  uint8_t how = eip_reader_u8(in);
  if (how >> 6) device_advance(under, UINT64_C(1000) << 2 * (how >> 6));
  frame bytes = how & 0x10 ? as_it_is(in) : framed(self, how, in);
  uint32_t from = how & 8 ? UINT32_C(0x0A000063) : under->peers[0].address;
  eip_io_verdict verdict = device_io(under, from, bytes.bytes, bytes.length);
  bool accepted = verdict == EIP_IO_NEW_DATA || verdict == EIP_IO_REPEATED;
  device_must(!(how & 8) || !accepted, "datagrams: none from another address is accepted");
  device_check(under);
  device_outputs(under);
  device_check(under);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  traffic self = {.device = device_new()};
  device_register(self.device, 0);
  open_all(&self);
  eip_reader in = eip_reader_over(data, size);
  while (eip_reader_left(&in)) datagram(&self, &in);
  device_free(self.device);
  return 0;
}
