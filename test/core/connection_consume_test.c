/* O->T: which datagrams are accepted, what is new data, run and idle. */
#include "support/frames.h"
#include "tap.h"

typedef struct {
  world *w;
  uint32_t id;
} link_up;

static link_up link_open(void) {
  world *w = world_new();
  open_form form = open_usual();
  reply_form reply = world_open(w, &form);
  world_forget(w);
  return (link_up){w, reply_u32(&reply, 0)};
}

static eip_io_verdict put(const link_up *link, uint32_t sequence, uint16_t count, uint32_t header, uint8_t fill) {
  frame io = io_frame(link->id, sequence, count, header, fill, WORLD_SIZE);
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}

/* ---- one first packet, spoiled ---- */

typedef struct {
  const char *rule;
  eip_io_verdict verdict;
  uint32_t address;
  int32_t id_step;
  size_t place; /* byte to change, 0 = none: byte 0 is never changed */
  uint8_t value;
  int32_t length_step;
} packet_row;

static const packet_row packets[] = {
    {"32 bytes with sequence count and header are new data", EIP_IO_NEW_DATA, WORLD_SCANNER, 0, 0, 0, 0},
    {"an unknown id", EIP_IO_UNKNOWN, WORLD_SCANNER, 0x100, 0, 0, 0},
    {"the id of a slot that is free", EIP_IO_UNKNOWN, WORLD_SCANNER, 1, 0, 0, 0},
    {"the right id from another address", EIP_IO_FOREIGN, WORLD_STRANGER, 0, 0, 0, 0},
    {"a connected address item instead of the sequenced one", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 2, 0xA1, 0},
    {"an unconnected data item", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 14, 0xB2, 0},
    {"an address item of 4 bytes", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 4, 4, 0},
    {"a data item that leaves the datagram", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 16, 39, 0},
    {"a data item shorter than the datagram", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 16, 37, 0},
    {"a data item length that wraps 16 bits", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 17, 0xFF, 0},
    {"item count 0x0102", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 1, 1, 0},
    {"a datagram one byte short", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 0, 0, -1},
    {"a datagram one byte long", EIP_IO_MALFORMED, WORLD_SCANNER, 0, 0, 0, 1},
};

static void first_packets(void) {
  for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
    const packet_row *row = &packets[i];
    link_up link = link_open();
    frame io = io_frame(link.id + (uint32_t)row->id_step, 9, 1, 1, 7, WORLD_SIZE);
    if (row->place) io.bytes[row->place] = row->value;
    io.length = (size_t)((int32_t)io.length + row->length_step);
    tap_equal(world_io(link.w, row->address, io.bytes, io.length), row->verdict, "%s", row->rule);
    bool changed = link.w->outputs || link.w->event_count || link.w->output[0];
    tap_ok(changed == (row->verdict == EIP_IO_NEW_DATA), "%s: %s", row->rule,
           row->verdict == EIP_IO_NEW_DATA ? "the application hears it" : "changes nothing");
    world_free(link.w);
  }
}

static void any_source_port_and_slot(void) {
  link_up link = link_open();
  frame io = io_frame(link.id, 9, 1, 1, 7, WORLD_SIZE);
  uint32_t slot = 77;
  eip_endpoint from = {WORLD_SCANNER, 61234};
  eip_io_verdict verdict = eip_io_input(link.w->stack, from, (eip_span){io.bytes, io.length}, link.w->now_us, &slot);
  tap_equal(verdict, EIP_IO_NEW_DATA, "any source port is accepted");
  tap_ok(slot < link.w->config.limits.io_connections, "the slot is told");
  verdict = eip_io_input(link.w->stack, from, (eip_span){io.bytes, 0}, link.w->now_us, &slot);
  tap_ok(verdict == EIP_IO_MALFORMED && slot == UINT32_MAX, "no slot where none was found");
  world_free(link.w);
}

static void more_items(void) {
  link_up link = link_open();
  frame io = io_frame(link.id, 9, 1, 1, 7, WORLD_SIZE);
  io.bytes[0] = 3;
  frame_u16(&io, 0x1234);
  frame_u16(&io, 2);
  frame_u16(&io, 0);
  tap_equal(world_io(link.w, WORLD_SCANNER, io.bytes, io.length), EIP_IO_NEW_DATA,
            "an unknown item behind the first two is skipped");
  tap_equal((int64_t)link.w->output_length, WORLD_SIZE, "and is no data");
  tap_equal(world_io(link.w, WORLD_SCANNER, io.bytes, io.length), EIP_IO_OLD, "and hides no encapsulation sequence");
  frame plain = io_frame(link.id, 10, 2, 1, 7, WORLD_SIZE);
  tap_equal(world_io(link.w, WORLD_SCANNER, plain.bytes, plain.length), EIP_IO_NEW_DATA,
            "both forms share one encapsulation sequence");
  io.bytes[10] = 11; /* encapsulation sequence */
  io.bytes[18] = 3;  /* CIP sequence count */
  tap_equal(world_io(link.w, WORLD_SCANNER, io.bytes, io.length), EIP_IO_NEW_DATA, "whichever comes next");
  world_free(link.w);
}

/* ---- lengths ---- */

static void exact_length(void) {
  for (size_t size = 0; size <= WORLD_SIZE + 2; size++) {
    link_up link = link_open();
    frame io = io_frame(link.id, 9, 1, 1, 7, size);
    eip_io_verdict want = size == WORLD_SIZE ? EIP_IO_NEW_DATA : EIP_IO_MALFORMED;
    tap_equal(world_io(link.w, WORLD_SCANNER, io.bytes, io.length), want, "fixed size 32: a packet of %zu bytes is %s",
              size, want == EIP_IO_NEW_DATA ? "taken" : "malformed");
    world_free(link.w);
  }
}

static void every_prefix(void) {
  link_up link = link_open();
  frame io = io_frame(link.id, 9, 1, 1, 7, WORLD_SIZE);
  bool refused = true;
  for (size_t length = 0; length < io.length; length++) {
    refused = refused && world_io(link.w, WORLD_SCANNER, io.bytes, length) == EIP_IO_MALFORMED;
  }
  tap_ok(refused, "every prefix of a datagram, the empty one included, is malformed");
  tap_ok(link.w->outputs == 0 && eip_stack_counters(link.w->stack)->io_malformed == io.length, "and counted, no more");
  tap_equal(world_io(link.w, WORLD_SCANNER, io.bytes, io.length), EIP_IO_NEW_DATA, "the whole one is taken then");
  world_free(link.w);
}

/* ---- encapsulation sequence: 32-bit serial arithmetic ---- */

static const struct {
  const char *rule;
  uint32_t first, second;
  bool newer;
} sequences[] = {
    {"+1", 5, 6, true},
    {"the same", 5, 5, false},
    {"an old one", 5, 4, false},
    {"a jump of 2^31-1", 5, 0x80000004, true},
    {"a jump of 2^31", 5, 0x80000005, false},
    {"a jump of 2^31+1", 5, 0x80000006, false},
    {"over the wrap", 0xFFFFFFFF, 0, true},
    {"back over the wrap", 0, 0xFFFFFFFF, false},
    {"from the top to far behind the wrap", 0xFFFFFFF0, 0x7FFFFFEF, true},
};

static void encapsulation_sequences(void) {
  for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
    link_up link = link_open();
    tap_equal(put(&link, sequences[i].first, 1, 1, 1), EIP_IO_NEW_DATA,
              "encapsulation sequence %s: the first may be anything", sequences[i].rule);
    tap_equal(put(&link, sequences[i].second, 2, 1, 2), sequences[i].newer ? EIP_IO_NEW_DATA : EIP_IO_OLD,
              "encapsulation sequence %s is %s", sequences[i].rule, sequences[i].newer ? "newer" : "old");
    tap_equal(link.w->output[0], sequences[i].newer ? 2 : 1, "encapsulation sequence %s: data", sequences[i].rule);
    world_free(link.w);
  }
}

static void replay(void) {
  link_up link = link_open();
  for (uint32_t i = 0; i < 5; i++) put(&link, i, (uint16_t)(i + 1), 1, (uint8_t)(i + 1));
  tap_equal(put(&link, 2, 3, 1, 3), EIP_IO_OLD, "the replay of an old packet is old");
  tap_ok(link.w->output[0] == 5 && link.w->outputs == 5, "and changes nothing");
  world_free(link.w);
}

/* ---- CIP sequence count: 16-bit serial arithmetic ---- */

static const struct {
  const char *rule;
  uint16_t first, second;
  bool newer;
} counts[] = {
    {"the first also with 0", 0, 1, true},     {"standing still", 7, 7, false},          {"a step of 2", 7, 9, true},
    {"a step of 2^15-1", 7, 7 + 0x7FFF, true}, {"a step of 2^15", 7, 7 + 0x8000, false}, {"a step back", 7, 6, false},
    {"over the wrap", 0xFFFF, 0, true},
};

static void sequence_counts(void) {
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    link_up link = link_open();
    tap_equal(put(&link, 1, counts[i].first, 1, 1), EIP_IO_NEW_DATA, "sequence count %s: the first is new data",
              counts[i].rule);
    tap_equal(put(&link, 2, counts[i].second, 1, 2), counts[i].newer ? EIP_IO_NEW_DATA : EIP_IO_REPEATED,
              "sequence count %s is %s", counts[i].rule, counts[i].newer ? "new data" : "accepted, not new");
    tap_ok(link.w->outputs == (counts[i].newer ? 2U : 1U) && link.w->output[0] == (counts[i].newer ? 2 : 1),
           "sequence count %s: what the application got", counts[i].rule);
    world_free(link.w);
  }
}

/* ---- run and idle ---- */

static void run_and_idle(void) {
  link_up link = link_open();
  world *w = link.w;
  put(&link, 1, 1, 1, 1);
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_RUN, "a first header that says run is told");
  tap_ok(w->output_run && w->output_count == 1 && w->output_length == WORLD_SIZE && w->output_data[31] == 1,
         "run data comes with its sequence count");
  put(&link, 2, 2, 1, 2);
  tap_equal((int64_t)w->event_count, 1, "run that stays run is not told again");
  put(&link, 3, 3, 0, 3);
  tap_ok(w->event_count == 2 && w->events[1].change == EIP_CONNECTION_IDLE, "run to idle is told");
  tap_ok(w->outputs == 3 && !w->output_run && w->output_data[0] == 3, "idle data is delivered, marked idle");
  tap_equal(w->output[0], 2, "idle: the assembly keeps its last run data");
  put(&link, 4, 3, 1, 3);
  tap_ok(w->event_count == 3 && w->events[2].change == EIP_CONNECTION_RUN,
         "idle to run is told, also with a sequence count that stands still");
  tap_ok(w->outputs == 4 && w->output_run && w->output[0] == 3, "and makes the data of that packet run data");
  put(&link, 5, 4, 0xFFFFFFFE, 4);
  tap_equal(w->events[3].change, EIP_CONNECTION_IDLE, "only bit 0 of the header says run");
  world_free(w);
  link = link_open();
  put(&link, 1, 1, 0, 1);
  tap_ok(link.w->event_count == 1 && link.w->events[0].change == EIP_CONNECTION_IDLE,
         "a first header that says idle is told");
  world_free(link.w);
}

static void a_header_is_new_data(void) {
  link_up link = link_open();
  world *w = link.w;
  put(&link, 1, 7, 1, 1);
  tap_equal(put(&link, 2, 7, 0, 1), EIP_IO_NEW_DATA, "run to idle with a standing sequence count is new data");
  tap_ok(w->outputs == 2 && !w->output_run, "run to idle with a standing sequence count is delivered as idle");
  tap_equal(put(&link, 3, 7, 0, 1), EIP_IO_REPEATED, "idle that stays idle with a standing sequence count is not");
  tap_equal(w->outputs, 2, "nor delivered again");
  world_free(w);
}

static void per_connection(void) {
  link_up link = link_open();
  world *w = link.w;
  world_declare(w, 160, 110, 0);
  open_form form = open_usual();
  form.serial = 2;
  open_set_path(&form, "20 04 2C A0 2C 6E");
  reply_form reply = world_open(w, &form);
  link_up other = {w, reply_u32(&reply, 0)};
  put(&link, 1, 1, 1, 1);
  world_forget(w);
  put(&other, 1, 1, 0, 1);
  tap_ok(w->event_count == 1 && w->events[0].info.connection_serial == 2, "run and idle are told per connection");
  put(&link, 2, 2, 1, 2);
  tap_equal((int64_t)w->event_count, 1, "the other connection's idle is none of mine");
  world_free(w);
}

static void counted_by_verdict(void) {
  link_up link = link_open();
  frame io = io_frame(link.id, 9, 1, 1, 7, WORLD_SIZE);
  world_io(link.w, WORLD_STRANGER, io.bytes, io.length);
  world_io(link.w, WORLD_SCANNER, io.bytes, io.length);
  world_io(link.w, WORLD_SCANNER, io.bytes, io.length);
  put(&link, 10, 1, 1, 7);
  io.bytes[6] ^= 0xFF;
  world_io(link.w, WORLD_SCANNER, io.bytes, io.length);
  world_io(link.w, WORLD_SCANNER, io.bytes, 0);
  const eip_counters *counters = eip_stack_counters(link.w->stack);
  tap_ok(counters->io_new_data == 1 && counters->io_repeated == 1 && counters->io_malformed == 1 &&
             counters->io_unknown == 1 && counters->io_foreign == 1 && counters->io_old == 1,
         "every verdict has its counter");
  world_free(link.w);
}

int main(void) {
  first_packets();
  any_source_port_and_slot();
  more_items();
  exact_length();
  every_prefix();
  encapsulation_sequences();
  replay();
  sequence_counts();
  run_and_idle();
  a_header_is_new_data();
  per_connection();
  counted_by_verdict();
  return tap_done();
}
