/* Real-time formats, each way, in transport class 0 and 1: sizes, layout, run and idle. */
#include "support/points.h"
#include "tap.h"

enum { OUT = 200, IN = 210, BYTES = 4, HEAD = 18 }; /* items in front of the connected data */

#define PATH "20 04 2C C8 2C D2"

/* One point 200/210 with these formats over assemblies of four bytes (none where the format carries none). */
static world *world_of(eip_point_type type, eip_realtime_format o2t, eip_realtime_format t2o) {
  world *w = world_with(NULL);
  if (type == EIP_POINT_EXCLUSIVE_OWNER && o2t != EIP_FORMAT_HEARTBEAT) {
    world_create(w, OUT, EIP_ASSEMBLY_OUTPUT, BYTES);
  }
  if (t2o != EIP_FORMAT_HEARTBEAT) {
    uint8_t *data = world_create(w, IN, EIP_ASSEMBLY_INPUT, BYTES);
    memcpy(data, "\xA1\xA2\xA3\xA4", BYTES);
  }
  world_point(w, (eip_connection_point){
                     .type = type, .output_instance = OUT, .input_instance = IN, .o2t_format = o2t, .t2o_format = t2o});
  return w;
}

static open_form form_of(uint8_t transport_class, uint32_t o2t_size, uint32_t t2o_size) {
  open_form form = open_owner(1);
  form.class_trigger = transport_class;
  form.o2t_size = o2t_size;
  form.t2o_size = t2o_size;
  open_set_path(&form, PATH);
  return form;
}

/* ---- what the parameters have to name ---- */

static const struct {
  const char *name;
  eip_point_type type;
  eip_realtime_format o2t, t2o;
  uint32_t o2t_size, t2o_size; /* in class 1; 2 less in class 0 */
} sizes[] = {
    {"modeless both ways", EIP_POINT_EXCLUSIVE_OWNER, EIP_FORMAT_MODELESS, EIP_FORMAT_MODELESS, 6, 6},
    {"header both ways", EIP_POINT_EXCLUSIVE_OWNER, EIP_FORMAT_HEADER_32BIT, EIP_FORMAT_HEADER_32BIT, 10, 10},
    {"zero length both ways", EIP_POINT_EXCLUSIVE_OWNER, EIP_FORMAT_ZERO_LENGTH, EIP_FORMAT_ZERO_LENGTH, 6, 6},
    {"heartbeat both ways", EIP_POINT_EXCLUSIVE_OWNER, EIP_FORMAT_HEARTBEAT, EIP_FORMAT_HEARTBEAT, 2, 2},
    {"input only, heartbeat", EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEARTBEAT, EIP_FORMAT_MODELESS, 2, 6},
    {"input only, zero length", EIP_POINT_INPUT_ONLY, EIP_FORMAT_ZERO_LENGTH, EIP_FORMAT_HEADER_32BIT, 2, 10},
    {"input only, header without data", EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEADER_32BIT, EIP_FORMAT_MODELESS, 6, 6},
};

static void refuses(world *w, open_form form, uint16_t extended, uint32_t right, const char *name, unsigned class) {
  reply_form reply = world_open(w, &form);
  tap_ok(refusal_of(&reply) == extended && reply.extended_count == 2 && reply.extended[1] == right,
         "9: %s, class %u: another size is 01/%04X, told %u", name, class, extended, right);
}

static void what_parameters_name(void) {
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    for (uint8_t class = 0; class <= 1; class++) {
      world *w = world_of(sizes[i].type, sizes[i].o2t, sizes[i].t2o);
      uint32_t o2t = sizes[i].o2t_size - (class ? 0 : 2), t2o = sizes[i].t2o_size - (class ? 0 : 2);
      refuses(w, form_of(class, o2t + 1, t2o), 0x0127, o2t, sizes[i].name, class);
      refuses(w, form_of(class, o2t, t2o + 1), 0x0128, t2o, sizes[i].name, class);
      if (o2t) refuses(w, form_of(class, o2t - 1, t2o), 0x0127, o2t, sizes[i].name, class);
      if (t2o) refuses(w, form_of(class, o2t, t2o - 1), 0x0128, t2o, sizes[i].name, class);
      open_form form = form_of(class, o2t, t2o);
      tap_equal(world_open(w, &form).general, 0, "9: %s, class %u: %u and %u bytes open", sizes[i].name, class, o2t,
                t2o);
      eip_io_datagram datagram;
      world_outputs(w, &datagram);
      tap_ok(datagram.bytes.length == HEAD + t2o && datagram.bytes.bytes[16] == t2o &&
                 datagram.bytes.bytes[2] == 0x02 && datagram.bytes.bytes[3] == 0x80,
             "%s, class %u: T->O has that size, behind item 0x8002", sizes[i].name, class);
      world_free(w);
    }
  }
}

/* ---- T->O ---- */

static const struct {
  const char *name;
  eip_realtime_format format;
  uint8_t transport_class;
  const char *run, *idle; /* connected data of the first and of a later datagram */
  size_t run_length, idle_length;
  bool told; /* the format can tell */
} productions[] = {
    {"modeless, class 1", EIP_FORMAT_MODELESS, 1, "\1\0\xA1\xA2\xA3\xA4", "\1\0\xA1\xA2\xA3\xA4", 6, 6, false},
    {"modeless, class 0", EIP_FORMAT_MODELESS, 0, "\xA1\xA2\xA3\xA4", "\xA1\xA2\xA3\xA4", 4, 4, false},
    {"header, class 1", EIP_FORMAT_HEADER_32BIT, 1, "\1\0\1\0\0\0\xA1\xA2\xA3\xA4", "\2\0\0\0\0\0\xA1\xA2\xA3\xA4", 10,
     10, true},
    {"header, class 0", EIP_FORMAT_HEADER_32BIT, 0, "\1\0\0\0\xA1\xA2\xA3\xA4", "\0\0\0\0\xA1\xA2\xA3\xA4", 8, 8, true},
    {"zero length, class 1", EIP_FORMAT_ZERO_LENGTH, 1, "\1\0\xA1\xA2\xA3\xA4", "\2\0", 6, 2, true},
    {"zero length, class 0", EIP_FORMAT_ZERO_LENGTH, 0, "\xA1\xA2\xA3\xA4", "", 4, 0, true},
    {"heartbeat, class 1", EIP_FORMAT_HEARTBEAT, 1, "\1\0", "\1\0", 2, 2, false},
    {"heartbeat, class 0", EIP_FORMAT_HEARTBEAT, 0, "", "", 0, 0, false},
};

static void carries(world *w, const char *data, size_t length, const char *name, const char *what) {
  eip_io_datagram datagram = {.bytes = {(const uint8_t *)"", 0}};
  world_outputs(w, &datagram);
  bool head = datagram.bytes.length >= HEAD && datagram.bytes.bytes[14] == 0xB1 && datagram.bytes.bytes[16] == length;
  tap_ok(head, "T->O %s, %s: the item tells its length", name, what);
  if (head) {
    tap_bytes(&datagram.bytes.bytes[HEAD], datagram.bytes.length - HEAD, data, length, "T->O %s, %s", name, what);
  }
  w->now_us += 10000;
}

static void t2o_layout(void) {
  for (size_t i = 0; i < sizeof productions / sizeof *productions; i++) {
    const char *name = productions[i].name;
    world *w = world_of(EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEARTBEAT, productions[i].format);
    uint32_t class_1 = productions[i].transport_class ? 2 : 0;
    open_form form = form_of(productions[i].transport_class, class_1, (uint32_t)productions[i].run_length);
    world_open(w, &form);
    carries(w, productions[i].run, productions[i].run_length, name, "run unless told otherwise");
    carries(w, productions[i].run, productions[i].run_length, name, "again: nothing moves");
    eip_status status = eip_input_set_run(w->stack, IN, false);
    bool there = productions[i].format != EIP_FORMAT_HEARTBEAT;
    tap_equal(status, there ? EIP_OK : EIP_ERR_UNKNOWN, "T->O %s: set idle", name);
    carries(w, productions[i].idle, productions[i].idle_length, name, "idle");
    eip_input_set_run(w->stack, IN, false);
    carries(w, productions[i].idle, productions[i].idle_length, name, "idle again: nothing moves");
    world_free(w);
  }
}

static void a_new_connection_hears_idle(void) {
  world *w = world_of(EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEARTBEAT, EIP_FORMAT_HEADER_32BIT);
  eip_input_set_run(w->stack, IN, false);
  open_form form = form_of(1, 2, 10);
  world_open(w, &form);
  carries(w, "\1\0\0\0\0\0\xA1\xA2\xA3\xA4", 10, "header", "a connection that opens while idle");
  eip_input_set_run(w->stack, IN, true);
  carries(w, "\2\0\1\0\0\0\xA1\xA2\xA3\xA4", 10, "header", "run again");
  world_free(w);
}

static void header_change_is_a_change_of_state(void) {
  for (size_t i = 0; i < sizeof productions / sizeof *productions; i++) {
    if (productions[i].format == EIP_FORMAT_HEARTBEAT) continue;
    world *w = world_of(EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEARTBEAT, productions[i].format);
    uint8_t class = productions[i].transport_class;
    open_form form = form_of((uint8_t)(0x10 | class), class ? 2 : 0, (uint32_t)productions[i].run_length);
    world_open(w, &form);
    eip_io_datagram datagram;
    world_outputs(w, &datagram);
    world_advance(w, 5000);
    eip_input_set_run(w->stack, IN, false);
    tap_equal(world_outputs(w, &datagram), productions[i].told, "change of state, %s: idle leaves at once, if it shows",
              productions[i].name);
    world_free(w);
  }
}

/* ---- O->T ---- */

typedef struct {
  const char *rule;
  eip_realtime_format format;
  uint8_t transport_class;
  const char *data;
  size_t length;
  eip_io_verdict verdict;
  enum { NONE, RUN, IDLE } told;
  size_t delivered; /* bytes the application gets, 99: nothing */
} arrival;

static const arrival arrivals[] = {
    {"modeless: data is run", EIP_FORMAT_MODELESS, 1, "\1\0\5\6\7\x8", 6, EIP_IO_NEW_DATA, RUN, 4},
    {"modeless: too short", EIP_FORMAT_MODELESS, 1, "\1\0\5\6\7", 5, EIP_IO_MALFORMED, NONE, 99},
    {"modeless: too long", EIP_FORMAT_MODELESS, 1, "\1\0\5\6\7\x8\x9", 7, EIP_IO_MALFORMED, NONE, 99},
    {"modeless: no data", EIP_FORMAT_MODELESS, 1, "\1\0", 2, EIP_IO_MALFORMED, NONE, 99},
    {"modeless, class 0", EIP_FORMAT_MODELESS, 0, "\5\6\7\x8", 4, EIP_IO_NEW_DATA, RUN, 4},
    {"modeless, class 0: with a count", EIP_FORMAT_MODELESS, 0, "\1\0\5\6\7\x8", 6, EIP_IO_MALFORMED, NONE, 99},
    {"modeless, class 0: nothing", EIP_FORMAT_MODELESS, 0, "", 0, EIP_IO_MALFORMED, NONE, 99},
    {"header: run", EIP_FORMAT_HEADER_32BIT, 1, "\1\0\1\0\0\0\5\6\7\x8", 10, EIP_IO_NEW_DATA, RUN, 4},
    {"header: idle", EIP_FORMAT_HEADER_32BIT, 1, "\1\0\0\0\0\0\5\6\7\x8", 10, EIP_IO_NEW_DATA, IDLE, 4},
    {"header: other bits say nothing", EIP_FORMAT_HEADER_32BIT, 1, "\1\0\xFE\xFF\xFF\xFF\5\6\7\x8", 10, EIP_IO_NEW_DATA,
     IDLE, 4},
    {"header: without data", EIP_FORMAT_HEADER_32BIT, 1, "\1\0\1\0\0\0", 6, EIP_IO_MALFORMED, NONE, 99},
    {"header: nothing", EIP_FORMAT_HEADER_32BIT, 1, "", 0, EIP_IO_MALFORMED, NONE, 99},
    {"header, class 0: run", EIP_FORMAT_HEADER_32BIT, 0, "\1\0\0\0\5\6\7\x8", 8, EIP_IO_NEW_DATA, RUN, 4},
    {"header, class 0: idle", EIP_FORMAT_HEADER_32BIT, 0, "\0\0\0\0\5\6\7\x8", 8, EIP_IO_NEW_DATA, IDLE, 4},
    {"zero length: data is run", EIP_FORMAT_ZERO_LENGTH, 1, "\1\0\5\6\7\x8", 6, EIP_IO_NEW_DATA, RUN, 4},
    {"zero length: none is idle", EIP_FORMAT_ZERO_LENGTH, 1, "\1\0", 2, EIP_IO_NEW_DATA, IDLE, 0},
    {"zero length: half of it", EIP_FORMAT_ZERO_LENGTH, 1, "\1\0\5\6", 4, EIP_IO_MALFORMED, NONE, 99},
    {"zero length: half a count", EIP_FORMAT_ZERO_LENGTH, 1, "\1", 1, EIP_IO_MALFORMED, NONE, 99},
    {"zero length, class 0: data is run", EIP_FORMAT_ZERO_LENGTH, 0, "\5\6\7\x8", 4, EIP_IO_NEW_DATA, RUN, 4},
    {"zero length, class 0: none is idle", EIP_FORMAT_ZERO_LENGTH, 0, "", 0, EIP_IO_NEW_DATA, IDLE, 0},
    {"heartbeat", EIP_FORMAT_HEARTBEAT, 1, "\1\0", 2, EIP_IO_NEW_DATA, NONE, 99},
    {"heartbeat: with data", EIP_FORMAT_HEARTBEAT, 1, "\1\0\5", 3, EIP_IO_MALFORMED, NONE, 99},
    {"heartbeat: nothing", EIP_FORMAT_HEARTBEAT, 1, "", 0, EIP_IO_MALFORMED, NONE, 99},
    {"heartbeat, class 0", EIP_FORMAT_HEARTBEAT, 0, "", 0, EIP_IO_NEW_DATA, NONE, 99},
    {"heartbeat, class 0: with a count", EIP_FORMAT_HEARTBEAT, 0, "\1\0", 2, EIP_IO_MALFORMED, NONE, 99},
};

static uint32_t size_of(const arrival *row) {
  uint32_t data = row->format == EIP_FORMAT_HEARTBEAT ? 0 : BYTES;
  return (row->transport_class ? 2U : 0U) + (row->format == EIP_FORMAT_HEADER_32BIT ? 4U : 0U) + data;
}

static bool told(const world *w, const arrival *row) {
  return world_heard(w, EIP_CONNECTION_RUN) == (row->told == RUN) &&
         world_heard(w, EIP_CONNECTION_IDLE) == (row->told == IDLE);
}

static void o2t_arrivals(void) {
  for (size_t i = 0; i < sizeof arrivals / sizeof *arrivals; i++) {
    const arrival *row = &arrivals[i];
    world *w = world_of(EIP_POINT_EXCLUSIVE_OWNER, row->format, EIP_FORMAT_HEARTBEAT);
    open_form form = form_of(row->transport_class, size_of(row), row->transport_class ? 2 : 0);
    reply_form reply = world_open(w, &form);
    world_forget(w);
    frame io = io_sequenced(reply_u32(&reply, 0), 1, row->data, row->length);
    tap_equal(world_datagram(w, &io), row->verdict, "O->T %s", row->rule);
    tap_ok(told(w, row), "O->T %s: what it says of run and idle", row->rule);
    bool delivered = row->delivered != 99;
    tap_ok(w->outputs == delivered &&
               (!delivered || (w->output_length == row->delivered && w->output_run == (row->told == RUN))),
           "O->T %s: what is delivered", row->rule);
    eip_span value = eip_assembly_read(w->stack, OUT);
    bool stored = value.length && memcmp(value.bytes, "\5\6\7\x8", BYTES) == 0;
    tap_equal(stored, row->told == RUN, "O->T %s: the assembly holds run data alone", row->rule);
    world_free(w);
  }
}

static void header_without_data(void) {
  world *w = world_of(EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEADER_32BIT, EIP_FORMAT_MODELESS);
  open_form form = form_of(1, 6, 6);
  reply_form reply = world_open(w, &form);
  world_forget(w);
  frame io = io_sequenced(reply_u32(&reply, 0), 1, "\1\0\1\0\0\0", 6);
  tap_equal(world_datagram(w, &io), EIP_IO_NEW_DATA, "input only with a header and no data is fed");
  tap_ok(world_heard(w, EIP_CONNECTION_RUN) == 1 && w->outputs == 0, "it tells run, and there is nothing to deliver");
  world_free(w);
}

static void heartbeat_feeds_the_watchdog(void) {
  world *w = world_of(EIP_POINT_INPUT_ONLY, EIP_FORMAT_HEARTBEAT, EIP_FORMAT_MODELESS);
  open_form form = form_of(1, 2, 6);
  form.multiplier = 0;
  reply_form reply = world_open(w, &form);
  for (uint32_t i = 0; i < 100; i++) {
    frame io = io_sequenced(reply_u32(&reply, 0), i, "\0\0", 2);
    world_datagram(w, &io);
    world_advance(w, 39999);
  }
  tap_equal(eip_stack_counters(w->stack)->io_connections, 1, "heartbeats, whatever their count, feed the watchdog");
  world_advance(w, 1);
  tap_equal(eip_stack_counters(w->stack)->io_connections, 0, "without them it runs out");
  world_free(w);
}

int main(void) {
  what_parameters_name();
  t2o_layout();
  a_new_connection_hears_idle();
  header_change_is_a_change_of_state();
  o2t_arrivals();
  header_without_data();
  heartbeat_feeds_the_watchdog();
  return tap_done();
}
