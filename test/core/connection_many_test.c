/* Hundreds of connections of many originators at once: each keeps its own data, time and end. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

enum { MANY = 300, SIZE = 8, API_US = 10000, FIRST_OUTPUT = 1000, FIRST_INPUT = 2000 };

typedef struct {
  world *w;
  uint8_t output[MANY][SIZE], input[MANY][SIZE];
  uint32_t ids[MANY];
} crowd;

static void add_assemblies(crowd *self, uint32_t i) {
  eip_assembly_config output = {FIRST_OUTPUT + i, EIP_ASSEMBLY_OUTPUT, self->output[i], SIZE, false};
  eip_assembly_config input = {FIRST_INPUT + i, EIP_ASSEMBLY_INPUT, self->input[i], SIZE, false};
  eip_connection_point point = {.type = EIP_POINT_EXCLUSIVE_OWNER,
                                .output_instance = output.instance,
                                .input_instance = input.instance,
                                .o2t_format = EIP_FORMAT_HEADER_32BIT,
                                .t2o_format = EIP_FORMAT_MODELESS};
  eip_assembly_create(self->w->stack, &output);
  eip_assembly_create(self->w->stack, &input);
  eip_connection_point_declare(self->w->stack, &point);
}

static open_form form_of(uint32_t i) {
  open_form form = open_usual();
  form.originator_serial = i; /* the same connection serial at many originators */
  form.t2o_id = 1 + i;
  form.multiplier = 0;
  form.o2t_size = 2 + 4 + SIZE;
  form.t2o_size = 2 + SIZE;
  form.t2o_rpi_us = API_US * (1 + i % 3);
  open_set_path(&form, "20 04 2D 00 00 00 2D 00 00 00");
  uint32_t output = FIRST_OUTPUT + i, input = FIRST_INPUT + i;
  form.path.bytes[4] = (uint8_t)output;
  form.path.bytes[5] = (uint8_t)(output >> 8);
  form.path.bytes[8] = (uint8_t)input;
  form.path.bytes[9] = (uint8_t)(input >> 8);
  return form;
}

static crowd *crowd_new(void) {
  crowd *self = calloc(1, sizeof *self);
  self->w = calloc(1, sizeof *self->w);
  self->w->config = world_config(self->w);
  self->w->config.limits.io_connections = MANY;
  self->w->config.limits.assemblies = 2 * MANY + 3;
  self->w->config.limits.connection_points = MANY + 1;
  world_start(self->w);
  for (uint32_t i = 0; i < MANY; i++) add_assemblies(self, i);
  return self;
}

static void crowd_free(crowd *self) {
  world_free(self->w);
  free(self);
}

static uint32_t open_all(crowd *self) {
  uint32_t opened = 0;
  for (uint32_t i = 0; i < MANY; i++) {
    open_form form = form_of(i);
    reply_form reply = world_open(self->w, &form);
    self->ids[i] = reply_u32(&reply, 0);
    opened += reply.there && reply.general == 0;
  }
  return opened;
}

static bool feed(crowd *self, uint32_t i, uint32_t sequence, uint8_t fill) {
  frame io = io_frame(self->ids[i], sequence, (uint16_t)sequence, 1, fill, SIZE);
  return world_io(self->w, WORLD_SCANNER, io.bytes, io.length) == EIP_IO_NEW_DATA;
}

static void each_its_own_data(crowd *self) {
  bool taken = true, own = true;
  for (uint32_t i = 0; i < MANY; i++) taken = feed(self, i, 1, (uint8_t)i) && taken;
  for (uint32_t i = 0; i < MANY; i++) own = own && self->output[i][0] == (uint8_t)i && self->output[i][7] == (uint8_t)i;
  tap_ok(taken && own, "each of 300 connections gets its own data");
  for (uint32_t i = 0; i < MANY; i++) {
    uint8_t value[SIZE] = {(uint8_t)i, (uint8_t)(i >> 8)};
    eip_assembly_write(self->w->stack, FIRST_INPUT + i, (eip_span){value, SIZE});
  }
  uint32_t sent = 0;
  bool right = true;
  eip_io_datagram datagram;
  for (; eip_io_output(self->w->stack, self->w->now_us, &datagram); sent++) {
    const uint8_t *bytes = datagram.bytes.bytes;
    uint32_t i = (uint32_t)(bytes[6] | bytes[7] << 8) - 1;
    right = right && i < MANY && bytes[20] == (uint8_t)i && bytes[21] == (uint8_t)(i >> 8);
  }
  tap_ok(sent == MANY && right, "each of 300 connections produces its own data, once");
}

static void each_its_own_interval(crowd *self) {
  uint32_t sent[MANY] = {0};
  uint64_t last = 0;
  bool order = true;
  eip_io_datagram datagram;
  for (self->w->now_us += API_US; self->w->now_us <= 6 * API_US; self->w->now_us += API_US) {
    for (last = 0; eip_io_output(self->w->stack, self->w->now_us, &datagram); last = datagram.deadline_us) {
      order = order && datagram.deadline_us >= last && datagram.skipped == 0;
      uint32_t i = (uint32_t)(datagram.bytes.bytes[6] | datagram.bytes.bytes[7] << 8) - 1;
      sent[i]++;
    }
  }
  bool right = true;
  for (uint32_t i = 0; i < MANY; i++) right = right && sent[i] == 6 / (1 + i % 3);
  tap_ok(order && right, "each of 300 connections keeps its own API");
}

/* Those that are fed live, the others go, and their places come back. */
static void each_its_own_end(crowd *self) {
  for (uint32_t round = 0; round < 10; round++) {
    for (uint32_t i = 0; i < MANY; i += 2) feed(self, i, 2 + round, 0);
    world_advance(self->w, 20000);
  }
  const eip_counters *counters = eip_stack_counters(self->w->stack);
  tap_ok(counters->io_connections == MANY / 2 && counters->timeouts == MANY / 2, "each of 300 has its own watchdog");
  uint32_t again = open_all(self);
  tap_ok(again == MANY / 2 && counters->io_connections == MANY, "and the places of those that went are taken again");
}

int main(void) {
  crowd *self = crowd_new();
  tap_equal(open_all(self), MANY, "300 connections of 300 originators on 300 points open");
  each_its_own_data(self);
  each_its_own_interval(self);
  each_its_own_end(self);
  crowd_free(self);
  return tap_done();
}
