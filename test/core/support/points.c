#include "support/points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool held, const char *what) {
  if (held) return;
  printf("Bail out! %s\n", what);
  exit(1);
}

world *world_with(void (*change)(eip_config *config)) {
  world *self = calloc(1, sizeof *self);
  must(self != NULL, "no memory for the test");
  self->now_us = 1000000;
  self->random_state = 1;
  self->config = world_config(self);
  if (change) change(&self->config);
  world_start(self);
  return self;
}

uint8_t *world_create(world *self, uint32_t instance, eip_assembly_kind kind, uint16_t size) {
  static uint8_t memory[1 << 20];
  static size_t used;
  must(used + size <= sizeof memory, "no memory for an assembly of the test");
  uint8_t *data = &memory[used];
  used += size;
  memset(data, 0, size);
  const eip_assembly_config config = {instance, kind, data, size, false};
  must(eip_assembly_create(self->stack, &config) == EIP_OK, "an assembly of the test is refused");
  return data;
}

void world_point(world *self, eip_connection_point point) {
  must(eip_connection_point_declare(self->stack, &point) == EIP_OK, "a point of the test is refused");
}

void world_heartbeats(world *self) {
  eip_connection_point point = {.type = EIP_POINT_INPUT_ONLY,
                                .output_instance = WORLD_INPUT_ONLY,
                                .input_instance = WORLD_INPUT,
                                .config_instance = WORLD_CONFIGURATION,
                                .o2t_format = EIP_FORMAT_HEARTBEAT,
                                .t2o_format = EIP_FORMAT_MODELESS};
  world_point(self, point);
  point.type = EIP_POINT_LISTEN_ONLY;
  point.output_instance = WORLD_LISTEN_ONLY;
  world_point(self, point);
}

open_form open_owner(uint16_t serial) {
  open_form form = open_usual();
  form.serial = serial;
  return form;
}

open_form open_input_only(uint16_t serial) {
  open_form form = open_owner(serial);
  form.o2t_size = 2;
  open_set_path(&form, "20 04 24 97 2C 98 2C 64");
  return form;
}

open_form open_listen_only(uint16_t serial) {
  open_form form = open_input_only(serial);
  open_set_path(&form, "20 04 24 97 2C 99 2C 64");
  return form;
}

void world_speak_as(world *self, uint32_t address) {
  self->peer = world_connect(self, address, &self->session);
  must(self->peer != 0 && self->session != 0, "another scanner of the test gets no session");
}

reply_form world_close_serial(world *self, uint16_t serial) {
  close_form form = close_usual();
  form.serial = serial;
  return world_close(self, &form);
}

frame io_sequenced(uint32_t id, uint32_t sequence, const void *data, size_t length) {
  frame to = {.length = 0};
  frame_u16(&to, 2);
  frame_u16(&to, 0x8002);
  frame_u16(&to, 8);
  frame_u32(&to, id);
  frame_u32(&to, sequence);
  frame_u16(&to, 0x00B1);
  frame_u16(&to, (uint32_t)length);
  frame_bytes(&to, data, length);
  return to;
}

frame io_connected(uint32_t id, const void *data, size_t length) {
  frame to = {.length = 0};
  frame_u16(&to, 2);
  frame_u16(&to, 0x00A1);
  frame_u16(&to, 4);
  frame_u32(&to, id);
  frame_u16(&to, 0x00B1);
  frame_u16(&to, (uint32_t)length);
  frame_bytes(&to, data, length);
  return to;
}

eip_io_verdict world_datagram(world *self, const frame *datagram) {
  return world_io(self, WORLD_SCANNER, datagram->bytes, datagram->length);
}

uint32_t world_outputs(world *self, eip_io_datagram *last) {
  uint32_t count = 0;
  eip_io_datagram datagram;
  for (; eip_io_output(self->stack, self->now_us, &datagram); count++) *last = datagram;
  return count;
}

uint16_t refusal_of(const reply_form *reply) {
  if (!reply->there) return 0xFFFF;
  if (reply->general == 0) return 0;
  return reply->general == 1 && reply->extended_count ? reply->extended[0] : 0xFFFF;
}
