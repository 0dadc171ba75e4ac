/* The Message Router object: what it tells of classes and connections. */
#include "support/class3.h"
#include "tap.h"

static reply_form get(world *w, const char *hex) {
  frame message = frame_hex(hex);
  return world_ask(w, &message);
}

static void classes(void) {
  world *w = world_new();
  reply_form reply = get(w, "0e03 2002 2401 3001");
  size_t count = reply_u16(&reply, 0);
  tap_ok(reply.general == 0 && reply.length == 2 + 2 * count && count >= 4,
         "attribute 1: a count and so many class ids");
  bool ascending = true, answered = true, has[4] = {false};
  static const uint16_t wanted[4] = {0x01, 0x02, 0x04, 0x06};
  for (size_t i = 0; i < count; i++) {
    uint16_t id = reply_u16(&reply, 2 + 2 * i);
    ascending = ascending && (i == 0 || id > reply_u16(&reply, 2 * i));
    for (size_t k = 0; k < 4; k++) has[k] = has[k] || id == wanted[k];
    frame ask = frame_hex("0e04 2100");
    frame_u16(&ask, id);
    frame_u16(&ask, 0x0024);
    frame_u16(&ask, 0x0130);
    reply_form class = world_ask(w, &ask);
    answered = answered && class.general == 0 && class.length == 2;
  }
  tap_ok(ascending && has[0] && has[1] && has[2] && has[3],
         "Identity, Message Router, Assembly, Connection Manager among them");
  tap_ok(answered, "every class of the list is there: its revision can be read");
  world_free(w);
}

static bool active_is(world *w, const uint16_t *numbers, size_t count) {
  reply_form active = get(w, "0e03 2002 2401 3003"), list = get(w, "0e03 2002 2401 3004");
  bool same = active.length == 2 && reply_u16(&active, 0) == count && list.general == 0 && list.length == 2 * count;
  for (size_t i = 0; same && i < count; i++) same = reply_u16(&list, 2 * i) == numbers[i];
  return same;
}

static void connections(void) {
  world *w = world_new();
  reply_form reply = get(w, "0e03 2002 2401 3002");
  tap_ok(reply.length == 2 && reply_u16(&reply, 0) == 8, "attribute 2: as many connections as both limits together");
  tap_ok(active_is(w, NULL, 0), "attributes 3 and 4: none");
  open_form io = open_usual();
  io.serial = 0x7777;
  world_open(w, &io);
  tap_ok(active_is(w, (const uint16_t[]){0}, 1), "attributes 3 and 4: an I/O connection, number 0");
  open_form explicit = class3_form();
  class3_open(w, &explicit);
  class3_open_another(w, 1);
  tap_ok(active_is(w, (const uint16_t[]){0, 4, 5}, 3), "class 3 connections are numbered behind all I/O connections");
  close_form closing = close_usual();
  world_close(w, &closing);
  tap_ok(active_is(w, (const uint16_t[]){0, 5}, 2), "one that ended is gone");
  world_free(w);
}

static const struct {
  const char *rule, *request;
  uint8_t general;
  uint16_t value;
} others[] = {
    {"class attribute 1: revision", "0e03 2002 2400 3001", 0, 1},
    {"class attribute 2: highest instance", "0e03 2002 2400 3002", 0, 1},
    {"class attribute 3: number of instances", "0e03 2002 2400 3003", 0, 1},
    {"class attribute 6: highest class attribute", "0e03 2002 2400 3006", 0, 7},
    {"class attribute 7: highest instance attribute", "0e03 2002 2400 3007", 0, 4},
    {"an attribute it has not: 0x14", "0e03 2002 2401 3005", 0x14, 0},
    {"an instance it has not: 0x05", "0e03 2002 2402 3001", 0x05, 0},
    {"Get_Attributes_All, which it has not: 0x08", "0102 2002 2401", 0x08, 0},
    {"a Set: 0x08", "1003 2002 2401 3001 0000", 0x08, 0},
};

static void the_rest(void) {
  world *w = world_new();
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    reply_form reply = get(w, others[i].request);
    tap_ok(reply.general == others[i].general && reply_u16(&reply, 0) == others[i].value, "%s", others[i].rule);
  }
  world_free(w);
}

int main(void) {
  classes();
  connections();
  the_rest();
  return tap_done();
}
