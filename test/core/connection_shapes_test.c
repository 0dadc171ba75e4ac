/* Forward Opens as scanners on the market send them, on an adapter that is configured for them. */
#include <stdlib.h>

#include "support/points.h"
#include "tap.h"

typedef struct {
  const char *scanner;
  eip_connection_point point;
  uint16_t output_size, input_size, config_size;
  eip_identity identity;
  const char *path;
  uint32_t o2t_size, t2o_size, t2o_type, redundant;
  uint32_t rpi_us;
  uint8_t class_trigger;
  bool large;
} shape;

#define OURS {1234, 12, 7, 2, 5, 1, "Vision cell"}

static const shape shapes[] = {
    {"chassis scanner: all-zero key, T->O to a group, low instance numbers",
     {.output_instance = 2, .input_instance = 1, .config_instance = 6, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     20,
     24,
     0,
     OURS,
     "34 04 00 00 00 00 00 00 00 00 20 04 24 06 2C 02 2C 01",
     26,
     26,
     1,
     0,
     10000,
     0x01,
     false},
    {"PLC with an EDS: compatible key, configuration of all zeros, server bit",
     {.output_instance = 150, .input_instance = 100, .config_instance = 151, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     32,
     32,
     10,
     {1, 12, 65001, 2, 3, 1, "Vision cell"},
     "34 04 01 00 0C 00 E9 FD 82 03 20 04 24 97 2C 96 2C 64 80 05 00 00 00 00 00 00 00 00 00 00",
     38,
     34,
     2,
     0,
     30000,
     0x81,
     false},
    {"PLC with an EDS: the same where there is no configuration assembly of bytes",
     {.output_instance = 150, .input_instance = 100, .config_instance = 151, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     32,
     32,
     0,
     {1, 12, 65001, 2, 3, 1, "Vision cell"},
     "34 04 01 00 0C 00 E9 FD 82 03 20 04 24 97 2C 96 2C 64 80 05 00 00 00 00 00 00 00 00 00 00",
     38,
     34,
     2,
     0,
     30000,
     0x81,
     false},
    {"PLC and a drive: two points, no configuration instance",
     {.output_instance = 101, .input_instance = 100, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     40,
     56,
     0,
     {699, 43, 5094, 1, 1, 1, "Drive"},
     "34 04 BB 02 2B 00 E6 13 81 01 20 04 2C 65 2C 64",
     46,
     58,
     2,
     0,
     10000,
     0x01,
     false},
    {"a PC scanner: redundant-owner bit set, no key, instances instead of points",
     {.output_instance = 150, .input_instance = 100, .config_instance = 151, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     32,
     32,
     10,
     OURS,
     "20 04 24 97 24 96 24 64",
     38,
     34,
     2,
     1,
     20000,
     0x01,
     false},
    {"a PC scanner: configuration instance 0, each point in a path of its own",
     {.output_instance = 150, .input_instance = 100, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     32,
     32,
     0,
     OURS,
     "20 04 24 00 20 04 2C 96 20 04 2C 64",
     38,
     34,
     2,
     1,
     20000,
     0x01,
     false},
    {"a large one: 16-bit instances, large data",
     {.output_instance = 0x0312, .input_instance = 0x0311, .o2t_format = EIP_FORMAT_MODELESS},
     64,
     64,
     0,
     OURS,
     "20 04 2D 00 12 03 2D 00 11 03",
     66,
     66,
     2,
     0,
     5000,
     0x01,
     true},
    {"input only: heartbeat, change of state with an inhibit time",
     {.type = EIP_POINT_INPUT_ONLY,
      .output_instance = 198,
      .input_instance = 100,
      .config_instance = 151,
      .o2t_format = EIP_FORMAT_HEARTBEAT},
     0,
     32,
     10,
     OURS,
     "34 04 00 00 00 00 00 00 00 00 43 02 20 04 24 97 2C C6 2C 64",
     2,
     34,
     2,
     0,
     50000,
     0x11,
     false},
    {"a class 0 scanner",
     {.output_instance = 150, .input_instance = 100, .o2t_format = EIP_FORMAT_HEADER_32BIT},
     32,
     32,
     0,
     OURS,
     "20 04 2C 96 2C 64",
     36,
     32,
     2,
     0,
     20000,
     0x00,
     false},
};

static world *world_for(const shape *self) {
  world *w = calloc(1, sizeof *w);
  w->now_us = 1000000;
  w->config = world_config(w);
  w->config.identity = self->identity;
  world_start_empty(w);
  const eip_connection_point *point = &self->point;
  if (point->type == EIP_POINT_EXCLUSIVE_OWNER) {
    world_create(w, point->output_instance, EIP_ASSEMBLY_OUTPUT, self->output_size);
  }
  world_create(w, point->input_instance, EIP_ASSEMBLY_INPUT, self->input_size);
  if (point->config_instance) world_create(w, point->config_instance, EIP_ASSEMBLY_CONFIG, self->config_size);
  world_point(w, *point);
  world_speak_as(w, WORLD_SCANNER);
  return w;
}

static open_form form_of(const shape *self) {
  open_form form = open_usual();
  form.large = self->large;
  form.o2t_size = self->o2t_size;
  form.t2o_size = self->t2o_size;
  form.t2o_type = self->t2o_type;
  form.o2t_redundant = self->redundant;
  form.o2t_rpi_us = form.t2o_rpi_us = self->rpi_us;
  form.class_trigger = self->class_trigger;
  open_set_path(&form, self->path);
  return form;
}

int main(void) {
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    world *w = world_for(&shapes[i]);
    open_form form = form_of(&shapes[i]);
    reply_form reply = world_open(w, &form);
    tap_equal(refusal_of(&reply), 0, "opens: %s", shapes[i].scanner);
    tap_ok(reply_u32(&reply, 16) == shapes[i].rpi_us && reply_u32(&reply, 20) == shapes[i].rpi_us,
           "with the intervals it asked for: %s", shapes[i].scanner);
    eip_io_datagram datagram;
    tap_ok(world_outputs(w, &datagram) == 1 && datagram.bytes.length == 18 + shapes[i].t2o_size,
           "and is produced to: %s", shapes[i].scanner);
    world_free(w);
  }
  return tap_done();
}
