/* Get Connection Data, Search Connection Data, Get Connection Owner. */
#include "support/class3.h"
#include "tap.h"

enum { ENTRY = 56, O2T = 16, T2O = 36 }; /* places in the reply */

static reply_form ask(world *w, const char *hex) {
  frame message = frame_hex(hex);
  return world_ask(w, &message);
}

/* An I/O connection (number 0, usual triad) and a class 3 connection (number 4, serial + 1). */
static world *world_with_both(reply_form *io, class3 *explicit) {
  world *w = world_new();
  open_form form = open_usual();
  form.t2o_rpi_us = 20000;
  *io = world_open(w, &form);
  *explicit = class3_open_another(w, 1);
  return w;
}

static bool direction_is(const reply_form *reply, size_t at, uint32_t id, uint32_t rpi_us) {
  return reply_u32(reply, at) == id && reply_u32(reply, at + 4) == id && reply->data[at + 8] == 2 &&
         reply->data[at + 9] == 0 && reply_u16(reply, at + 10) == 0 && reply_u32(reply, at + 12) == rpi_us &&
         reply_u32(reply, at + 16) == rpi_us;
}

static bool entry_is(const reply_form *reply, uint16_t number, uint16_t serial) {
  return reply->there && reply->general == 0 && reply->length == ENTRY && reply_u16(reply, 0) == number &&
         reply_u16(reply, 8) == serial && reply_u16(reply, 10) == 0x0304 && reply_u32(reply, 12) == 0x05060708;
}

static void both_are_told(void) {
  reply_form io;
  class3 explicit;
  world *w = world_with_both(&io, &explicit);
  reply_form reply = ask(w, "5602 2006 2401 0000");
  tap_ok(entry_is(&reply, 0, 0x0102), "0x56: connection 0 is the I/O connection, by its triad");
  tap_ok(direction_is(&reply, O2T, reply_u32(&io, 0), 10000) && direction_is(&reply, T2O, 0x22222222, 20000),
         "0x56: both ids, multiplier and intervals of each direction");
  reply = ask(w, "5602 2006 2401 0400");
  tap_ok(entry_is(&reply, 4, 0x0103), "0x56: class 3 connections stand behind all I/O connections");
  tap_ok(direction_is(&reply, O2T, explicit.o2t_id, 2000000) && direction_is(&reply, T2O, explicit.t2o_id, 2000000),
         "0x56: its ids and intervals");
  reply = ask(w, "5702 2006 2401 0201 0403 08070605");
  tap_ok(entry_is(&reply, 0, 0x0102), "0x57: the I/O connection is found by its triad");
  reply = ask(w, "5702 2006 2401 0301 0403 08070605");
  tap_ok(entry_is(&reply, 4, 0x0103), "0x57: so is the class 3 connection");
  w->peer = world_connect(w, WORLD_STRANGER, &w->session);
  reply = ask(w, "5602 2006 2401 0000");
  tap_ok(entry_is(&reply, 0, 0x0102) && direction_is(&reply, O2T, 0, 10000) && direction_is(&reply, T2O, 0, 20000),
         "another address hears of it, but not its ids");
  reply = ask(w, "5702 2006 2401 0301 0403 08070605");
  tap_ok(entry_is(&reply, 4, 0x0103) && reply_u32(&reply, O2T) == 0 && reply_u32(&reply, T2O) == 0,
         "neither those of class 3");
  world_free(w);
}

static void every_multiplier(void) {
  bool right = true;
  for (uint8_t multiplier = 0; multiplier <= 7; multiplier++) {
    world *w = world_new();
    open_form form = open_usual();
    form.multiplier = multiplier;
    world_open(w, &form);
    reply_form reply = ask(w, "5602 2006 2401 0000");
    right = right && reply.data[O2T + 8] == multiplier && reply.data[T2O + 8] == multiplier;
    world_free(w);
  }
  tap_ok(right, "0x56: multipliers 0 to 7");
}

static const struct {
  const char *rule, *request;
  uint8_t general;
  uint16_t extended;
} refused[] = {
    {"0x56: no number: 0x13", "5602 2006 2401", 0x13, 0},
    {"0x56: half a number: 0x13", "5602 2006 2401 00", 0x13, 0},
    {"0x56: data left over: 0x15", "5602 2006 2401 000000", 0x15, 0},
    {"0x56: a free I/O place: 01/0107", "5602 2006 2401 0100", 1, 0x0107},
    {"0x56: a free class 3 place: 01/0107", "5602 2006 2401 0700", 1, 0x0107},
    {"0x56: the first number there is not: 01/0107", "5602 2006 2401 0800", 1, 0x0107},
    {"0x56: number 65,535: 01/0107", "5602 2006 2401 ffff", 1, 0x0107},
    {"0x57: a cut triad: 0x13", "5702 2006 2401 0201 0403 080706", 0x13, 0},
    {"0x57: data left over: 0x15", "5702 2006 2401 0201 0403 08070605 00", 0x15, 0},
    {"0x57: another serial: 01/0107", "5702 2006 2401 0901 0403 08070605", 1, 0x0107},
    {"0x57: another vendor: 01/0107", "5702 2006 2401 0201 0503 08070605", 1, 0x0107},
    {"0x57: another originator: 01/0107", "5702 2006 2401 0201 0403 08070606", 1, 0x0107},
    {"0x5A: no data: 0x13", "5a02 2006 2401", 0x13, 0},
    {"0x5A: no path size: 0x13", "5a02 2006 2401 00", 0x13, 0},
    {"0x5A: path size 0: 0x26", "5a02 2006 2401 0000", 0x26, 0},
    {"0x5A: a path beyond the data: 0x13", "5a02 2006 2401 0004 20042497", 0x13, 0},
    {"0x5A: data left over: 0x15", "5a02 2006 2401 0001 2004 00", 0x15, 0},
    {"0x5A: another vendor in the key: 01/0114", "5a02 2006 2401 0009 3404d3040c0007000205 20042497 2c962c64", 1,
     0x0114},
    {"0x5A: a class without owners: 01/0117", "5a02 2006 2401 0002 2002 2401", 1, 0x0117},
    {"0x5A: an unknown output: 01/012A", "5a02 2006 2401 0004 2004 2497 2c95 2c64", 1, 0x012A},
    {"0x5A: an unknown input: 01/012B", "5a02 2006 2401 0004 2004 2497 2c96 2c65", 1, 0x012B},
    {"0x56: to the class: 0x08", "5602 2006 2400 0000", 0x08, 0},
    {"0x57: to the class: 0x08", "5702 2006 2400 0201 0403 08070605", 0x08, 0},
    {"0x5A: to the class: 0x08", "5a02 2006 2400 0001 2004", 0x08, 0},
};

static void what_is_refused(void) {
  reply_form io;
  class3 explicit;
  world *w = world_with_both(&io, &explicit);
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    reply_form reply = ask(w, refused[i].request);
    tap_ok(reply.there && reply.general == refused[i].general && reply.extended[0] == refused[i].extended &&
               reply.length == 0,
           "%s", refused[i].rule);
  }
  world_free(w);
}

static const char get_owner[] = "5a02 2006 2401 0004 2004 2497 2c96 2c64";

static bool owner_is(const reply_form *reply, uint8_t connections, uint8_t action, uint16_t serial) {
  return reply->there && reply->general == 0 && reply->length == 12 && reply->data[0] == connections &&
         reply->data[1] == 0 && reply->data[2] == 0 && reply->data[3] == action && reply_u16(reply, 4) == serial;
}

static void owners(void) {
  world *w = world_new();
  reply_form reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 0, 0, 0) && reply_u16(&reply, 6) == 0 && reply_u32(&reply, 8) == 0, "0x5A: nobody owns it");
  open_form form = open_usual();
  reply_form opened = world_open(w, &form);
  reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 1, 1, 0x0102) && reply_u16(&reply, 6) == 0x0304 && reply_u32(&reply, 8) == 0x05060708,
         "0x5A: its owner, not in run yet");
  frame io = io_frame(reply_u32(&opened, 0), 1, 1, 1, 0, WORLD_SIZE);
  world_io(w, WORLD_SCANNER, io.bytes, io.length);
  reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 1, 2, 0x0102), "0x5A: its owner, in run");
  io = io_frame(reply_u32(&opened, 0), 2, 2, 0, 0, WORLD_SIZE);
  world_io(w, WORLD_SCANNER, io.bytes, io.length);
  reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 1, 1, 0x0102), "0x5A: its owner, idle");
  close_form closing = close_usual();
  world_close(w, &closing);
  reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 0, 0, 0), "0x5A: nobody again");
  world_free(w);
}

/* Reserved by a Forward Open that waits for the application: nobody owns it yet. */
static void a_reservation_is_none(void) {
  world *w = world_new();
  w->configuration_answer = EIP_PENDING;
  open_form form = open_usual();
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  world_open(w, &form);
  reply_form reply = ask(w, get_owner);
  tap_ok(owner_is(&reply, 0, 0, 0), "0x5A: a connection that is being opened owns nothing yet");
  reply = ask(w, "5602 2006 2401 0000");
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "0x56: nor is it told");
  reply = ask(w, "5702 2006 2401 0201 0403 08070605");
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "0x57: nor found");
  world_free(w);
}

int main(void) {
  both_are_told();
  every_multiplier();
  what_is_refused();
  owners();
  a_reservation_is_none();
  return tap_done();
}
