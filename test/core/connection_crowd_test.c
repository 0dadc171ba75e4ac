/* 300 input-only connections from 100 addresses beside one owner: all fed, all closed, everything back to the start. */
#include <stdlib.h>

#include "support/points.h"
#include "tap.h"

enum { CROWD = 300, ADDRESSES = 100, API_US = 10000, ROUNDS = 20 };
#define FIRST_ADDRESS UINT32_C(0x0A000101) /* 10.0.1.1 */

typedef struct {
  eip_peer peer;
  uint32_t session;
} scanner;

typedef struct {
  world *w;
  scanner scanners[ADDRESSES];
  uint32_t ids[CROWD + 1]; /* O->T; the last one is the owner's */
} crowd;

static void large(eip_config *config) {
  config->limits.io_connections = CROWD + 1;
  config->limits.peers = config->limits.sessions = ADDRESSES + 8;
}

static uint32_t address_of(uint32_t i) { return FIRST_ADDRESS + i % ADDRESSES; }

static crowd *crowd_new(void) {
  crowd *self = calloc(1, sizeof *self);
  self->w = world_with(large);
  world_heartbeats(self->w);
  for (uint32_t i = 0; i < ADDRESSES; i++) {
    self->scanners[i].peer = world_connect(self->w, FIRST_ADDRESS + i, &self->scanners[i].session);
  }
  return self;
}

static void crowd_free(crowd *self) {
  world_free(self->w);
  free(self);
}

static void speak_as(crowd *self, uint32_t i) {
  self->w->peer = self->scanners[i % ADDRESSES].peer;
  self->w->session = self->scanners[i % ADDRESSES].session;
}

static open_form form_of(uint32_t i, uint32_t type) {
  open_form form = open_input_only((uint16_t)(i / ADDRESSES)); /* the same serials at every originator */
  form.originator_serial = i % ADDRESSES;
  form.t2o_type = type;
  form.t2o_id = 1 + i;
  form.multiplier = 0;
  return form;
}

static uint32_t open_crowd(crowd *self, uint32_t type) {
  uint32_t opened = 0;
  for (uint32_t i = 0; i < CROWD; i++) {
    speak_as(self, i);
    open_form form = form_of(i, type);
    reply_form reply = world_open(self->w, &form);
    self->ids[i] = reply_u32(&reply, 0);
    opened += refusal_of(&reply) == 0;
  }
  return opened;
}

static bool open_the_owner(crowd *self) {
  speak_as(self, 0);
  open_form form = open_owner(0x7777);
  form.multiplier = 0;
  reply_form reply = world_open(self->w, &form);
  self->ids[CROWD] = reply_u32(&reply, 0);
  return refusal_of(&reply) == 0;
}

static bool feed(crowd *self, uint32_t sequence) {
  bool taken = true;
  for (uint32_t i = 0; i < CROWD; i++) {
    frame beat = io_sequenced(self->ids[i], sequence, "\0\0", 2);
    taken = taken && world_io(self->w, address_of(i), beat.bytes, beat.length) <= EIP_IO_REPEATED;
  }
  frame io = io_frame(self->ids[CROWD], sequence, (uint16_t)sequence, 1, (uint8_t)sequence, WORLD_SIZE);
  return taken && world_io(self->w, address_of(0), io.bytes, io.length) == EIP_IO_NEW_DATA;
}

/* Every connection gets one datagram a slot, to its own originator, with the input's value. */
static bool produce_each(crowd *self, uint8_t value) {
  uint32_t sent[CROWD + 1] = {0};
  bool right = true;
  for (eip_io_datagram out; eip_io_output(self->w->stack, self->w->now_us, &out);) {
    uint32_t id = (uint32_t)(out.bytes.bytes[6] | out.bytes.bytes[7] << 8);
    bool owners = id == 0x2222;
    uint32_t i = owners ? CROWD : id - 1;
    right = right && i <= CROWD && out.to.address == address_of(owners ? 0 : i) && out.bytes.bytes[20] == value;
    sent[i <= CROWD ? i : 0]++;
  }
  for (uint32_t i = 0; i <= CROWD; i++) right = right && sent[i] == 1;
  return right;
}

static void write(crowd *self, uint8_t value) {
  uint8_t bytes[WORLD_SIZE] = {value};
  eip_assembly_write(self->w->stack, WORLD_INPUT, (eip_span){bytes, sizeof bytes});
}

static uint32_t close_crowd(crowd *self) {
  uint32_t closed = 0;
  for (uint32_t i = 0; i < CROWD; i++) {
    speak_as(self, i);
    close_form form = close_usual();
    form.serial = (uint16_t)(i / ADDRESSES);
    form.originator_serial = i % ADDRESSES;
    reply_form reply = world_close(self->w, &form);
    closed += refusal_of(&reply) == 0;
  }
  return closed;
}

static uint32_t live(const crowd *self) { return eip_stack_counters(self->w->stack)->io_connections; }

static void all_fed(crowd *self) {
  bool fed = true, produced = true;
  for (uint32_t round = 1; round <= ROUNDS; round++) {
    write(self, (uint8_t)round);
    fed = fed && feed(self, round);
    produced = produced && produce_each(self, (uint8_t)round);
    world_advance(self->w, API_US);
  }
  tap_ok(fed && live(self) == CROWD + 1, "all 301 are fed, none times out");
  tap_ok(produced, "each gets the input's value at each slot, at its own address");
  tap_equal(self->w->output[31], ROUNDS, "the owner's data arrives");
}

static void one_too_many(crowd *self) {
  speak_as(self, 5);
  open_form form = form_of(5, 2);
  form.serial = 0x1234;
  reply_form reply = world_open(self->w, &form);
  tap_equal(refusal_of(&reply), 0x0113, "one more than the table is 01/0113");
}

static void point_to_point(crowd *self) {
  uint64_t quiet = eip_stack_next_deadline(self->w->stack);
  tap_ok(open_the_owner(self) && open_crowd(self, 2) == CROWD, "one owner and 300 input only from 100 addresses open");
  one_too_many(self);
  all_fed(self);
  speak_as(self, 0);
  world_close_serial(self->w, 0x7777);
  tap_equal(live(self), CROWD, "the owner closes, the others stay");
  tap_equal(close_crowd(self), CROWD, "all 300 close");
  eip_io_datagram datagram;
  self->w->now_us += 10 * API_US;
  tap_ok(live(self) == 0 && world_outputs(self->w, &datagram) == 0, "nothing is produced any more");
  tap_equal((int64_t)eip_stack_next_deadline(self->w->stack), (int64_t)quiet, "no deadline is left over");
}

static void to_a_group(crowd *self) {
  tap_equal(open_crowd(self, 1), CROWD, "300 to one group open in the same places");
  eip_io_datagram datagram;
  tap_equal(world_outputs(self->w, &datagram), 1, "one datagram for all of them");
  uint32_t sharers = 0;
  for (uint32_t slot = datagram.slot; slot != UINT32_MAX; slot = eip_io_next_sharer(self->w->stack, slot)) sharers++;
  tap_equal(sharers, CROWD, "which all of them share");
  world_advance(self->w, 10000000);
  tap_ok(live(self) == 0 && world_heard(self->w, EIP_CONNECTION_TIMED_OUT) > 0, "unfed, all of them time out");
  tap_equal(world_outputs(self->w, &datagram), 0, "and the production ends");
}

int main(void) {
  crowd *self = crowd_new();
  for (int again = 0; again < 2; again++) {
    point_to_point(self);
    to_a_group(self);
    self->w->now_us += 1; /* watchdogs of the next round are not those of this one */
  }
  crowd_free(self);
  return tap_done();
}
