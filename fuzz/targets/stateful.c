/* A plant's day: connections of every kind open, carry data, share, wait, time out, lose their assemblies and close, in
 * any order; after each step every invariant is looked at.
 *
 *   each: a byte, what (see `steps`), then the bytes that the step reads */
#include <string.h>

#include "base/reader.h"
#include "device/device.h"
#include "support/class3.h"
#include "target.h"
#include "targets/stateful_steps.h"

enum { SERIALS = 8, MOST_SIZE = 40 };

typedef struct {
  device *device;
  uint32_t sequences[DEVICE_IO];
  uint16_t counts[DEVICE_IO];
} day;

/* ---- opens and closes ---- */

/* Configuration data: none, the right size in zeros, in another value, a wrong size. */
static void add_configuration(open_form *form, uint32_t point, uint32_t which) {
  uint16_t size = device_points[point].config_instance == 151 ? 10 : 3;
  if (which == 0) return;
  uint32_t words = which == 3 ? 2U : (size + 1U) / 2;
  frame_u8(&form->path, 0x80);
  frame_u8(&form->path, words);
  for (uint32_t i = 0; i < 2 * words; i++) frame_u8(&form->path, which - 1);
}

/* Inhibit time, in ms or us. */
static void add_inhibit(open_form *form, uint8_t inhibit) {
  if (inhibit < 0xC0) return;
  frame path = frame_hex("43");
  frame_u8(&path, inhibit & 0x0F);
  frame_bytes(&path, form->path.bytes, form->path.length);
  form->path = path;
}

static open_form form_of(eip_reader *in) {
  static const uint32_t rpis[] = {10000, 1000, 2000, 50000, 100, 5000000, 10000, 3600000000};
  uint8_t what = eip_reader_u8(in), how = eip_reader_u8(in), times = eip_reader_u8(in), more = eip_reader_u8(in);
  uint32_t point = (what & 15) % DEVICE_POINTS;
  open_form form = device_form(point, (uint16_t)(1 + (what >> 4) % SERIALS), how & 1);
  form.t2o_type = how & 2 ? 1 : 2;
  form.class_trigger |= (uint8_t)(((how >> 2 & 3) % 3) << 4);
  form.large = how & 16;
  form.o2t_variable = form.t2o_variable = how >> 5 & 1;
  form.o2t_rpi_us = rpis[times & 7];
  form.t2o_rpi_us = rpis[times >> 3 & 7];
  form.multiplier = times >> 6;
  form.t2o_priority = more & 3;
  form.o2t_size -= more >> 4 & 1;
  form.t2o_size -= more >> 5 & 1;
  add_configuration(&form, point, more >> 2 & 3);
  add_inhibit(&form, how);
  return form;
}

static void open_io(day *self, eip_reader *in) {
  open_form form = form_of(in);
  frame message = open_message(&form);
  device_ask(self->device, eip_reader_u8(in) % DEVICE_PEERS, &message);
}

static void open_null(day *self, eip_reader *in) {
  open_form form = form_of(in);
  form.o2t_type = form.t2o_type = 0;
  frame message = open_message(&form);
  device_ask(self->device, eip_reader_u8(in) % DEVICE_PEERS, &message);
}

static void open_class3(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  open_form form = class3_form();
  form.serial = (uint16_t)(1 + SERIALS - (how & 3)); /* the last one is no I/O connection's */
  form.multiplier = how >> 2 & 3;
  frame message = open_message(&form);
  device_ask(self->device, how >> 4 & 3, &message);
}

static void close_any(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  frame message = device_close_message((uint16_t)(1 + (how & 15)));
  device_ask(self->device, how >> 4 & 3, &message);
}

/* ---- data ---- */

static void data(day *self, eip_reader *in) {
  uint8_t which = eip_reader_u8(in), fill = eip_reader_u8(in);
  uint32_t slot = (which & 7) % DEVICE_IO;
  const eip_connection *connection = &self->device->stack->connections.places[slot];
  size_t length = connection->o2t_length;
  uint8_t bytes[MOST_SIZE];
  memset(bytes, fill, sizeof bytes);
  self->sequences[slot] += which & 8 ? UINT32_C(0x7FFFFFFF) : 1;
  self->counts[slot] = (uint16_t)(self->counts[slot] + (which >> 4 & 1));
  if (connection->transport_class) memcpy(bytes, &self->counts[slot], sizeof self->counts[slot]);
  if (connection->o2t_head > 2) memcpy(&bytes[connection->o2t_head - 4], (uint8_t[4]){fill & 1}, 4);
  length = which & 0x20 ? connection->o2t_least : length;
  length += which >> 6 & 1;
  frame to = {.length = 0};
  frame_u16(&to, 2);
  frame_u16(&to, 0x8002);
  frame_u16(&to, 8);
  frame_u32(&to, connection->info.o2t_id);
  frame_u32(&to, self->sequences[slot]);
  frame_u16(&to, 0x00B1);
  frame_u16(&to, (uint32_t)length);
  frame_bytes(&to, bytes, length < sizeof bytes ? length : sizeof bytes);
  device_io(self->device, which & 0x80 ? 1 : connection->info.originator.address, to.bytes, to.length);
}

static void outputs(day *self, eip_reader *in) {
  (void)in;
  device_outputs(self->device);
}

static void ask_connected(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  static const char *const requests[] = {"01 02 20 01 24 01", "0E 03 20 64 24 01 30 01", "32 02 20 64 24 07",
                                         "10 03 20 04 24 9A 30 03 01"};
  frame message = frame_hex(requests[how & 3]);
  const eip_explicit_connection *connection =
      &self->device->stack->connections.explicit_connections.places[how >> 2 & 1];
  uint16_t count = (uint16_t)(connection->sequence_count + (how >> 3 & 1));
  device_ask_connected(self->device, how >> 4 & 3, connection->o2t_id, count, &message);
}

/* ---- time and the application ---- */

static void wait(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  device_advance(self->device, (uint64_t)(1 + (how & 15)) << (how >> 4) * 3 / 2);
  device_check(self->device);
  if (how & 1) device_outputs(self->device);
}

static void write(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in), value = eip_reader_u8(in);
  const eip_assembly_config *assembly = &device_assemblies[(how & 7) % DEVICE_ASSEMBLIES];
  uint8_t bytes[64];
  memset(bytes, value, sizeof bytes);
  eip_stack *stack = self->device->stack;
  if (how & 8) eip_input_set_run(stack, assembly->instance, value & 1);
  if (how & 16) eip_connection_trigger(stack, assembly->instance, self->device->now_us);
  if (how & 32) eip_assembly_set_ready(stack, assembly->instance, value & 1);
  eip_assembly_write(stack, assembly->instance, (eip_span){bytes, assembly->size});
}

static void assemblies(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  uint32_t n = how % DEVICE_ASSEMBLIES;
  if (how & 0x80) {
    device_remove(self->device, n);
  } else {
    device_create(self->device, n);
  }
}

static void mood(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  self->device->mood = (device_mood)(how & 3);
  self->device->writes_when_wanted = how & 4;
  self->device->value = how >> 3;
}

static void complete(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  device_complete(self->device, how & 7, how & 8 ? EIP_REFUSE(how >> 4, 0) : EIP_ACCEPT, (eip_span){0});
}

/* Whether it is ready, and who may do what. */
static void ready(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  eip_stack_set_ready(self->device->stack, how % 4 != 0);
  self->device->forbids[EIP_ACCESS_OPEN_IO] = how & 0x10;
  self->device->forbids[EIP_ACCESS_WRITE] = how & 0x20;
}

static void settings(day *self, eip_reader *in) {
  static const char *const sets[] = {"10 03 20 F5 24 01 30 0D 00 00", "10 03 20 F5 24 01 30 0D 05 00",
                                     "10 03 20 F5 24 01 30 08 03", "10 03 20 48 24 01 30 04 07",
                                     "10 03 20 F5 24 01 30 09 01 00 03 00 00 02 C0 EF"};
  frame message = frame_hex(sets[eip_reader_u8(in) % (sizeof sets / sizeof *sets)]);
  device_ask(self->device, 0, &message);
}

/* ---- who is connected ---- */

static void peers(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  uint32_t n = how & 3;
  switch (how >> 2 & 3) {
    case 0:
      device_disconnect(self->device, n);
      break;
    case 1:
      device_connect(self->device, n);
      break;
    case 2:
      device_register(self->device, n);
      break;
    default:
      device_make_room(self->device);
  }
}

static void search(day *self, eip_reader *in) {
  frame message = {.length = 0};
  frame_header(&message, 0x0063, 0, 0);
  device_udp(self->device, eip_reader_u8(in) & 1, message.bytes, message.length);
}

static void request(day *self, eip_reader *in) {
  uint8_t how = eip_reader_u8(in);
  static const char *const requests[] = {"0E 03 20 01 24 01 30 05",
                                         "10 03 20 04 24 9A 30 03 01",
                                         "32 02 20 64 24 07",
                                         "56 02 20 06 24 01 01 00",
                                         "10 03 20 04 24 97 30 03 01 02 03 04 05 06 07 08 09 0A",
                                         "05 02 20 01 24 01",
                                         "5A 02 20 06 24 01 01 03 20 04 2C 64",
                                         "0E 03 20 64 24 01 30 02"};
  frame message = frame_hex(requests[how & 7]);
  device_ask(self->device, how >> 3 & 3, &message);
}

static void (*const steps[STEPS])(day *self, eip_reader *in) = {
    [STEP_OPEN] = open_io,        [STEP_DATA] = data,
    [STEP_WAIT] = wait,           [STEP_CLOSE] = close_any,
    [STEP_OUTPUTS] = outputs,     [STEP_NULL_OPEN] = open_null,
    [STEP_WRITE] = write,         [STEP_OPEN_CLASS3] = open_class3,
    [STEP_ASSEMBLY] = assemblies, [STEP_MOOD] = mood,
    [STEP_PEER] = peers,          [STEP_COMPLETE] = complete,
    [STEP_SETTINGS] = settings,   [STEP_REQUEST] = request,
    [STEP_SEARCH] = search,       [STEP_ASK_CONNECTED] = ask_connected,
    [STEP_READY] = ready,         [STEP_OPEN_AGAIN] = open_io,
    [STEP_DATA_AGAIN] = data,     [STEP_WAIT_AGAIN] = wait,
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  day self = {.device = device_new()};
  for (uint32_t n = 0; n < DEVICE_SESSIONS; n++) device_register(self.device, n);
  eip_reader in = eip_reader_over(bytes, size);
  while (eip_reader_left(&in)) {
    steps[eip_reader_u8(&in) % STEPS](&self, &in);
    device_check(self.device);
  }
  device_free(self.device);
  return 0;
}
