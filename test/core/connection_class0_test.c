/* Transport class 0: no CIP sequence count, and an address item without an encapsulation sequence. */
#include "support/points.h"
#include "tap.h"

typedef struct {
  world *w;
  uint32_t id;
} link_up;

static link_up link_of(uint8_t transport_class) {
  link_up link = {world_with(NULL), 0};
  open_form form = open_owner(1);
  form.class_trigger = transport_class;
  form.o2t_size = WORLD_SIZE + 4 + (transport_class ? 2 : 0);
  form.t2o_size = WORLD_SIZE + (transport_class ? 2 : 0);
  reply_form reply = world_open(link.w, &form);
  link.id = reply_u32(&reply, 0);
  world_forget(link.w);
  return link;
}

/* Connected data: a header that says run and 32 bytes of this value. */
static const uint8_t *data_of(uint8_t fill) {
  static uint8_t bytes[4 + WORLD_SIZE];
  memset(bytes, fill, sizeof bytes);
  memcpy(bytes, "\1\0\0\0", 4);
  return bytes;
}

static frame sequenced(const link_up *link, uint32_t sequence, uint8_t fill) {
  return io_sequenced(link->id, sequence, data_of(fill), 4 + WORLD_SIZE);
}

static frame connected(const link_up *link, uint8_t fill) {
  return io_connected(link->id, data_of(fill), 4 + WORLD_SIZE);
}

static eip_io_verdict take(const link_up *link, frame io) { return world_datagram(link->w, &io); }

static void every_packet_is_new(void) {
  link_up link = link_of(0);
  bool fresh = true;
  for (uint32_t i = 1; i <= 5; i++) fresh = fresh && take(&link, sequenced(&link, i, 7)) == EIP_IO_NEW_DATA;
  tap_ok(fresh && link.w->outputs == 5, "class 0: every accepted packet is new data, the same bytes too");
  tap_ok(link.w->output_count == 0 && link.w->output_length == WORLD_SIZE && link.w->output_data[31] == 7,
         "class 0: the data begins behind the header, and there is no sequence count to tell");
  tap_equal(world_heard(link.w, EIP_CONNECTION_RUN), 1, "class 0: run is told once");
  world_free(link.w);
}

static void the_sequence_where_there_is_one(void) {
  link_up link = link_of(0);
  take(&link, sequenced(&link, 5, 1));
  tap_equal(take(&link, sequenced(&link, 5, 2)), EIP_IO_OLD, "class 0: item 0x8002 with the same sequence is old");
  tap_equal(take(&link, sequenced(&link, 4, 2)), EIP_IO_OLD, "class 0: one before it is old");
  tap_equal(take(&link, sequenced(&link, 0x80000005, 2)), EIP_IO_OLD, "class 0: half the range ahead is old");
  tap_equal(take(&link, sequenced(&link, 6, 2)), EIP_IO_NEW_DATA, "class 0: the next one is new");
  world_free(link.w);
}

static void connected_address(void) {
  link_up link = link_of(0);
  bool taken = true;
  for (uint8_t i = 1; i <= 5; i++) taken = taken && take(&link, connected(&link, i)) == EIP_IO_NEW_DATA;
  tap_ok(taken && link.w->outputs == 5 && link.w->output[0] == 5, "class 0: item 0x00A1 needs no sequence");
  tap_equal(take(&link, sequenced(&link, 0xFFFFFFF0, 6)), EIP_IO_NEW_DATA, "the first 0x8002 behind it: any sequence");
  take(&link, connected(&link, 7));
  tap_equal(take(&link, sequenced(&link, 0xFFFFFFF0, 8)), EIP_IO_OLD, "0x00A1 in between hides no sequence");
  world_free(link.w);
}

static void connected_address_in_class_1(void) {
  link_up link = link_of(1);
  uint8_t data[6 + WORLD_SIZE] = {1, 0, 1};
  frame io = io_connected(link.id, data, sizeof data);
  uint32_t slot = UINT32_MAX;
  eip_endpoint from = {WORLD_SCANNER, 2222};
  eip_io_verdict verdict = eip_io_input(link.w->stack, from, (eip_span){io.bytes, io.length}, link.w->now_us, &slot);
  tap_ok(verdict == EIP_IO_MALFORMED && slot != UINT32_MAX && link.w->outputs == 0 && link.w->event_count == 0,
         "class 1: item 0x00A1 is malformed for its connection, and changes nothing");
  world_free(link.w);
}

static const struct {
  const char *rule;
  int32_t id_step;
  uint32_t address;
  size_t place;
  uint8_t value;
  eip_io_verdict verdict;
} connecteds[] = {
    {"from another address", 0, WORLD_STRANGER, 0, 2, EIP_IO_FOREIGN},
    {"of an unknown id", 1, WORLD_SCANNER, 0, 2, EIP_IO_UNKNOWN},
    {"with an address of 8 bytes", 0, WORLD_SCANNER, 4, 8, EIP_IO_MALFORMED},
    {"with an address of 2 bytes", 0, WORLD_SCANNER, 4, 2, EIP_IO_MALFORMED},
    {"with a data item too long", 0, WORLD_SCANNER, 12, 37, EIP_IO_MALFORMED},
    {"with a data item too short", 0, WORLD_SCANNER, 12, 35, EIP_IO_MALFORMED},
    {"with unconnected data", 0, WORLD_SCANNER, 10, 0xB2, EIP_IO_MALFORMED},
};

static void what_is_not_taken(void) {
  for (size_t i = 0; i < sizeof connecteds / sizeof *connecteds; i++) {
    link_up link = link_of(0);
    frame io = io_connected(link.id + (uint32_t)connecteds[i].id_step, data_of(9), 4 + WORLD_SIZE);
    io.bytes[connecteds[i].place] = connecteds[i].value;
    tap_equal(world_io(link.w, connecteds[i].address, io.bytes, io.length), connecteds[i].verdict, "0x00A1 %s",
              connecteds[i].rule);
    tap_ok(link.w->outputs == 0 && link.w->event_count == 0, "0x00A1 %s changes nothing", connecteds[i].rule);
    world_free(link.w);
  }
}

static void every_prefix(void) {
  link_up link = link_of(0);
  frame whole = connected(&link, 9);
  bool refused = true;
  for (size_t length = 0; length < whole.length; length++) {
    refused = refused && world_io(link.w, WORLD_SCANNER, whole.bytes, length) == EIP_IO_MALFORMED;
  }
  tap_ok(refused && link.w->outputs == 0, "every prefix of a class 0 datagram with 0x00A1 is malformed");
  world_free(link.w);
}

static void watchdog(void) {
  link_up link = link_of(0);
  for (uint32_t i = 0; i < 50; i++) {
    take(&link, connected(&link, 1));
    world_advance(link.w, 159999);
  }
  tap_equal(eip_stack_counters(link.w->stack)->io_connections, 1, "class 0 feeds its watchdog");
  frame io = io_connected(link.id, data_of(1), 3);
  world_datagram(link.w, &io);
  world_advance(link.w, 1);
  tap_equal(world_heard(link.w, EIP_CONNECTION_TIMED_OUT), 1, "but not with a wrong length");
  world_free(link.w);
}

static void t2o(void) {
  link_up link = link_of(0);
  uint8_t value[WORLD_SIZE] = {0xAB};
  eip_assembly_write(link.w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  eip_io_datagram datagram;
  world_outputs(link.w, &datagram);
  static const uint8_t head[] = {2, 0, 2, 0x80, 8, 0, 0x22, 0x22, 0x22, 0x22, 1, 0, 0, 0, 0xB1, 0, 32, 0, 0xAB};
  tap_bytes(datagram.bytes.bytes, sizeof head, head, sizeof head, "class 0 T->O: 0x8002 too, and the data right away");
  tap_equal((int64_t)datagram.bytes.length, 18 + WORLD_SIZE, "class 0 T->O: two bytes less than class 1");
  world_free(link.w);
}

static void told(void) {
  world *w = world_with(NULL);
  open_form form = open_owner(1);
  form.class_trigger = 0;
  form.o2t_size -= 2;
  form.t2o_size -= 2;
  world_open(w, &form);
  tap_ok(w->event_count == 1 && w->events[0].info.transport_class == 0, "the class is told");
  world_free(w);
}

int main(void) {
  every_packet_is_new();
  the_sequence_where_there_is_one();
  connected_address();
  connected_address_in_class_1();
  what_is_not_taken();
  every_prefix();
  watchdog();
  t2o();
  told();
  return tap_done();
}
