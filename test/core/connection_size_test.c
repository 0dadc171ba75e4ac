/* Fixed and variable size, with and without a range. */
#include "support/points.h"
#include "tap.h"

enum { OUT = 200, IN = 210, MOST = 10, LEAST = 4, HEAD = 18 };

/* Point 200/210 over assemblies of ten bytes, with ranges from four. */
static world *ranged_world(void) {
  world *w = world_with(NULL);
  memset(world_create(w, OUT, EIP_ASSEMBLY_OUTPUT, MOST), 0xEE, MOST);
  world_create(w, IN, EIP_ASSEMBLY_INPUT, MOST);
  world_point(w, (eip_connection_point){.output_instance = OUT,
                                        .input_instance = IN,
                                        .o2t_format = EIP_FORMAT_MODELESS,
                                        .t2o_format = EIP_FORMAT_MODELESS,
                                        .o2t_ranged = true,
                                        .t2o_ranged = true,
                                        .o2t_least = LEAST,
                                        .t2o_least = LEAST});
  return w;
}

static open_form form_of(uint32_t o2t, uint32_t t2o, bool variable) {
  open_form form = open_owner(1);
  form.o2t_size = 2 + o2t;
  form.t2o_size = 2 + t2o;
  form.o2t_variable = form.t2o_variable = variable;
  open_set_path(&form, "20 04 2C C8 2C D2");
  return form;
}

/* ---- what may be asked for ---- */

static void sizes_of_a_range(void) {
  for (uint32_t size = 0; size <= MOST + 1; size++) {
    bool inside = size >= LEAST && size <= MOST;
    for (int variable = 0; variable <= 1; variable++) {
      const char *kind = variable ? "variable" : "fixed";
      world *w = ranged_world();
      open_form form = form_of(size, MOST, variable);
      reply_form reply = world_open(w, &form);
      tap_ok(refusal_of(&reply) == (inside ? 0 : 0x0127) && (inside || reply.extended[1] == 2 + MOST),
             "9: a range of 4 to 10: %u bytes O->T, %s, %s", size, kind,
             inside ? "open" : "are 01/0127, told the most");
      world_free(w);
      w = ranged_world();
      form = form_of(MOST, size, variable);
      reply = world_open(w, &form);
      tap_ok(refusal_of(&reply) == (inside ? 0 : 0x0128) && (inside || reply.extended[1] == 2 + MOST),
             "9: a range of 4 to 10: %u bytes T->O, %s, %s", size, kind,
             inside ? "open" : "are 01/0128, told the most");
      world_free(w);
    }
  }
}

static void smaller_than_what_is_counted_in(void) {
  for (uint32_t size = 0; size < 2; size++) {
    world *w = ranged_world();
    open_form form = form_of(MOST, MOST, false);
    form.o2t_size = size;
    reply_form reply = world_open(w, &form);
    tap_equal(refusal_of(&reply), 0x0127, "9: a size of %u has no room for the sequence count", size);
    world_free(w);
  }
}

static void beyond_16_bit_arithmetic(void) {
  world *w = ranged_world();
  open_form form = form_of(0, MOST, false);
  form.large = true;
  form.o2t_size = 65535;
  reply_form reply = world_open(w, &form);
  tap_ok(refusal_of(&reply) == 0x0127 && reply.extended[1] == 12, "9: a size of 65535 is told the right one");
  world_free(w);
}

static void told(void) {
  world *w = ranged_world();
  open_form form = form_of(6, 7, false);
  world_open(w, &form);
  tap_ok(w->events[0].info.o2t_size == 6 && w->events[0].info.t2o_size == 7, "the sizes that were asked for are told");
  world_free(w);
}

/* ---- O->T ---- */

static const struct {
  const char *rule;
  uint32_t named; /* by the Forward Open */
  bool variable;
  size_t length; /* that comes */
  bool taken;
} lengths[] = {
    {"fixed 10: 10", 10, false, 10, true},
    {"fixed 10: 9", 10, false, 9, false},
    {"fixed 10: 4", 10, false, 4, false},
    {"fixed 6: 6", 6, false, 6, true},
    {"fixed 6: 5", 6, false, 5, false},
    {"fixed 6: 10", 6, false, 10, false},
    {"variable 10: 10", 10, true, 10, true},
    {"variable 10: 9", 10, true, 9, true},
    {"variable 10: 4", 10, true, 4, true},
    {"variable 10: 3, below the least", 10, true, 3, false},
    {"variable 10: 11", 10, true, 11, false},
    {"variable 6: 6", 6, true, 6, true},
    {"variable 6: 7, more than was named", 6, true, 7, false},
    {"variable 6: 4", 6, true, 4, true},
    {"variable 6: 0", 6, true, 0, false},
};

static void what_may_come(void) {
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    world *w = ranged_world();
    open_form form = form_of(lengths[i].named, MOST, lengths[i].variable);
    reply_form reply = world_open(w, &form);
    world_forget(w);
    static const uint8_t data[2 + MOST + 1] = {1, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    frame io = io_sequenced(reply_u32(&reply, 0), 1, data, 2 + lengths[i].length);
    tap_equal(world_datagram(w, &io), lengths[i].taken ? EIP_IO_NEW_DATA : EIP_IO_MALFORMED, "%s bytes",
              lengths[i].rule);
    uint8_t want[MOST] = {0};
    memset(want, lengths[i].taken ? 5 : 0xEE, lengths[i].taken ? lengths[i].length : MOST);
    eip_span value = eip_assembly_read(w->stack, OUT);
    tap_bytes(value.bytes, value.length, want, MOST, "%s bytes: %s", lengths[i].rule,
              lengths[i].taken ? "the assembly has zeros behind them" : "the assembly is as before");
    tap_ok(w->outputs == lengths[i].taken && (!lengths[i].taken || w->output_length == lengths[i].length),
           "%s bytes: the application gets what came", lengths[i].rule);
    world_free(w);
  }
}

static void not_without_a_range(void) {
  world *w = world_with(NULL);
  open_form form = open_owner(1);
  form.o2t_variable = 1;
  reply_form reply = world_open(w, &form);
  frame io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 0, WORLD_SIZE - 1);
  tap_equal(world_datagram(w, &io), EIP_IO_MALFORMED, "variable without a range: shorter data is malformed");
  io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 0, WORLD_SIZE);
  tap_equal(world_datagram(w, &io), EIP_IO_NEW_DATA, "variable without a range: the assembly's size is taken");
  world_free(w);
}

/* Shorter and longer again: what stood behind is gone. */
static void shorter_then_the_same(void) {
  world *w = ranged_world();
  open_form form = form_of(MOST, MOST, true);
  reply_form reply = world_open(w, &form);
  uint32_t id = reply_u32(&reply, 0);
  static const uint8_t data[2 + MOST] = {1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  frame io = io_sequenced(id, 1, data, sizeof data);
  world_datagram(w, &io);
  frame shorter = io_sequenced(id, 2, data, 2 + LEAST);
  shorter.bytes[HEAD] = 2;
  world_datagram(w, &shorter);
  static const uint8_t want[MOST] = {1, 2, 3, 4};
  eip_span value = eip_assembly_read(w->stack, OUT);
  tap_bytes(value.bytes, value.length, want, sizeof want, "shorter data leaves nothing of the longer one");
  world_free(w);
}

/* ---- T->O ---- */

static void write(world *w, uint8_t first, uint8_t last) {
  uint8_t value[MOST] = {first};
  value[MOST - 1] = last;
  eip_assembly_write(w->stack, IN, (eip_span){value, sizeof value});
}

static uint32_t count_of(const eip_io_datagram *datagram) { return datagram->bytes.bytes[HEAD]; }

static void first_bytes_of_the_input(void) {
  world *w = ranged_world();
  open_form form = form_of(MOST, 6, false);
  world_open(w, &form);
  write(w, 1, 9);
  eip_io_datagram datagram;
  world_outputs(w, &datagram);
  static const uint8_t want[] = {0xB1, 0, 8, 0, 1, 0, 1, 0, 0, 0, 0, 0};
  tap_bytes(&datagram.bytes.bytes[14], datagram.bytes.length - 14, want, sizeof want, "6 of 10 bytes: the first six");
  w->now_us += 10000;
  write(w, 1, 8);
  world_outputs(w, &datagram);
  tap_equal(count_of(&datagram), 1, "a change behind them moves no CIP sequence count");
  w->now_us += 10000;
  write(w, 2, 8);
  world_outputs(w, &datagram);
  tap_ok(count_of(&datagram) == 2 && datagram.bytes.bytes[20] == 2, "a change among them does");
  world_free(w);
}

static void change_of_state_of_the_first_bytes(void) {
  world *w = ranged_world();
  open_form form = form_of(MOST, 6, false);
  form.class_trigger = 0x11;
  world_open(w, &form);
  eip_io_datagram datagram;
  world_outputs(w, &datagram);
  world_advance(w, 5000);
  write(w, 0, 8);
  tap_equal(world_outputs(w, &datagram), 0, "change of state: a change behind them is none");
  write(w, 1, 8);
  tap_equal(world_outputs(w, &datagram), 1, "change of state: a change among them leaves at once");
  world_free(w);
}

static void all_zeros_count_as_data(void) {
  world *w = ranged_world();
  open_form form = form_of(MOST, 6, false);
  world_open(w, &form);
  eip_io_datagram datagram;
  world_outputs(w, &datagram);
  tap_equal(count_of(&datagram), 1, "the first datagram has count 1, also when all its bytes are zero");
  world_free(w);
}

int main(void) {
  sizes_of_a_range();
  smaller_than_what_is_counted_in();
  beyond_16_bit_arithmetic();
  told();
  what_may_come();
  not_without_a_range();
  shorter_then_the_same();
  first_bytes_of_the_input();
  change_of_state_of_the_first_bytes();
  all_zeros_count_as_data();
  return tap_done();
}
