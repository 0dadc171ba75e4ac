/* T->O: what a datagram looks like, when it leaves, which counter moves. */
#include "support/frames.h"
#include "tap.h"

enum { API_US = 10000, COUNT_AT = 18, SEQUENCE_AT = 10 };

static world *producing_world(uint32_t t2o_rpi_us) {
  world *w = world_new();
  open_form form = open_usual();
  form.t2o_rpi_us = t2o_rpi_us;
  form.o2t_rpi_us = UINT32_MAX; /* nobody times out here */
  form.multiplier = 7;
  w->now_us += 4321;
  world_open(w, &form);
  eip_tcp_closed(w->stack, w->peer); /* its inactivity would be a deadline too */
  world_forget(w);
  return w;
}

static bool output(world *w, eip_io_datagram *datagram) { return eip_io_output(w->stack, w->now_us, datagram); }

static uint32_t u32_at(const eip_io_datagram *datagram, size_t place) {
  const uint8_t *at = &datagram->bytes.bytes[place];
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint16_t count_of(const eip_io_datagram *datagram) { return (uint16_t)u32_at(datagram, COUNT_AT); }
static uint32_t sequence_of(const eip_io_datagram *datagram) { return u32_at(datagram, SEQUENCE_AT); }

static void layout(void) {
  world *w = producing_world(API_US);
  uint8_t value[WORLD_SIZE];
  for (size_t i = 0; i < sizeof value; i++) value[i] = (uint8_t)(0xA0 + i);
  eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  eip_io_datagram datagram;
  output(w, &datagram);
  static const uint8_t head[] = {2, 0, 2, 0x80, 8, 0, 0x22, 0x22, 0x22, 0x22, 1, 0, 0, 0, 0xB1, 0x00, 34, 0, 1, 0};
  tap_bytes(datagram.bytes.bytes, sizeof head, head, sizeof head,
            "T->O is 0x8002 {id, sequence 1} and 0x00B1 {count, data}, no encapsulation header, no run/idle header");
  tap_bytes(&datagram.bytes.bytes[20], datagram.bytes.length - 20, value, sizeof value, "T->O holds the assembly");
  tap_ok(datagram.to.address == WORLD_SCANNER && datagram.slot < w->config.limits.io_connections, "T->O knows its way");
  world_free(w);
}

static void starts_at_once(void) {
  world *w = producing_world(API_US);
  eip_io_datagram datagram;
  tap_equal((int64_t)eip_stack_next_deadline(w->stack), (int64_t)w->now_us, "T->O is due at once after the reply");
  tap_ok(output(w, &datagram) && datagram.deadline_us == w->now_us && datagram.skipped == 0,
         "T->O starts right after the Forward Open reply, before any O->T");
  tap_ok(!output(w, &datagram), "each connection comes once for one time");
  tap_equal((int64_t)eip_stack_next_deadline(w->stack), (int64_t)w->now_us + API_US, "the next is due after the API");
  world_free(w);
}

static void sequence_counts(void) {
  world *w = producing_world(API_US);
  eip_io_datagram datagram;
  bool encapsulation = true, still = true;
  for (uint32_t i = 1; i <= 5; i++, w->now_us += API_US) {
    output(w, &datagram);
    encapsulation = encapsulation && sequence_of(&datagram) == i;
    still = still && count_of(&datagram) == 1;
  }
  tap_ok(encapsulation, "the encapsulation sequence starts at 1 and moves by 1 a packet");
  tap_ok(still, "the CIP sequence count stands still while the data does");
  uint8_t value[WORLD_SIZE] = {1};
  eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  output(w, &datagram);
  tap_ok(count_of(&datagram) == 2 && datagram.bytes.bytes[20] == 1, "changed data moves the CIP sequence count by 1");
  w->now_us += API_US;
  eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  output(w, &datagram);
  tap_equal(count_of(&datagram), 2, "writing the same bytes does not move it");
  w->now_us += API_US;
  for (uint8_t i = 2; i < 9; i++) {
    value[0] = i;
    eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  }
  output(w, &datagram);
  tap_ok(count_of(&datagram) == 3 && datagram.bytes.bytes[20] == 8, "several writes in one interval move it once");
  world_free(w);
}

static void counter_wraps(void) {
  world *w = producing_world(1000);
  w->write_when_wanted = true;
  eip_io_datagram datagram;
  uint16_t last = 0;
  bool steps = true;
  for (uint32_t i = 0; i < 70000; i++, w->now_us += 1000) {
    output(w, &datagram);
    steps = steps && count_of(&datagram) == (uint16_t)(last + 1);
    last = count_of(&datagram);
  }
  tap_ok(steps, "the CIP sequence count wraps at 16 bits");
  tap_equal(w->inputs_wanted, 70000, "the application is asked before each production");
  world_free(w);
}

/* ---- deadlines ---- */

static void no_drift(void) {
  enum { CYCLES = 1000000 };
  world *w = producing_world(1000);
  uint64_t first = w->now_us, jitter = 1;
  eip_io_datagram datagram;
  bool on_time = true;
  uint32_t sent = 0;
  for (uint32_t i = 0; i < CYCLES; i++) {
    uint64_t due = eip_stack_next_deadline(w->stack);
    jitter = jitter * 48271 % 2147483647;
    w->now_us = due + jitter % 999; /* always late, never by a whole interval */
    sent += output(w, &datagram);
    on_time = on_time && datagram.deadline_us == first + (uint64_t)i * 1000 && datagram.skipped == 0;
  }
  tap_ok(on_time && sent == CYCLES, "a million cycles with late wake-ups: no drift, none lost");
  tap_equal((int64_t)eip_stack_next_deadline(w->stack), (int64_t)(first + UINT64_C(1000) * CYCLES),
            "deadline = previous deadline + API");
  world_free(w);
}

static const struct {
  const char *rule;
  uint32_t late_us, skipped;
  uint64_t slot_us; /* the one sent, behind the first */
} lates[] = {
    {"a hair before the next slot", API_US - 1, 0, 0},
    {"exactly on the next slot", API_US, 1, API_US},
    {"two and a half intervals", 25000, 2, 2 * API_US},
    {"an hour", 3600000000, 360000, 3600000000},
};

static void missed_slots(void) {
  for (size_t i = 0; i < sizeof lates / sizeof *lates; i++) {
    world *w = producing_world(API_US);
    uint64_t due = w->now_us;
    w->now_us += lates[i].late_us;
    eip_io_datagram datagram;
    bool sent = output(w, &datagram);
    tap_ok(sent && datagram.skipped == lates[i].skipped && datagram.deadline_us == due + lates[i].slot_us,
           "late by %s: %u slots skipped", lates[i].rule, lates[i].skipped);
    tap_ok(!output(w, &datagram), "late by %s: no burst to catch up", lates[i].rule);
    tap_equal((int64_t)eip_stack_next_deadline(w->stack), (int64_t)(due + lates[i].slot_us + API_US),
              "late by %s: the grid stays", lates[i].rule);
    tap_ok(eip_stack_counters(w->stack)->io_sent == 1 && eip_stack_counters(w->stack)->io_skipped == lates[i].skipped,
           "late by %s: counted", lates[i].rule);
    world_free(w);
  }
}

static void skipping_keeps_the_sequence(void) {
  world *w = producing_world(API_US);
  eip_io_datagram datagram;
  output(w, &datagram);
  w->now_us += 10 * API_US;
  output(w, &datagram);
  tap_equal(sequence_of(&datagram), 2, "a skipped slot leaves no gap in the encapsulation sequence");
  world_free(w);
}

static void earliest_first(void) {
  world *w = producing_world(API_US);
  world_declare(w, 160, 110, 0);
  open_form form = open_usual();
  form.serial = 2;
  form.t2o_rpi_us = 3000;
  open_set_path(&form, "20 04 2C A0 2C 6E");
  w->now_us += 1000;
  w->peer = world_connect(w, WORLD_SCANNER, &w->session);
  world_open(w, &form);
  eip_io_datagram one, two;
  bool both = output(w, &one) && output(w, &two);
  tap_ok(both && one.slot != two.slot && one.deadline_us < two.deadline_us, "what is due earlier leaves first");
  tap_ok(one.bytes.bytes != two.bytes.bytes && !output(w, &one), "two datagrams of one moment do not share memory");
  w->now_us += 3000;
  tap_ok(output(w, &one) && one.slot == two.slot && !output(w, &one), "each at its own API");
  world_free(w);
}

int main(void) {
  layout();
  starts_at_once();
  sequence_counts();
  counter_wraps();
  no_drift();
  missed_slots();
  skipping_keeps_the_sequence();
  earliest_first();
  return tap_done();
}
