/* T->O to a group: one production for several originators, its address, its beginning and its end. */
#include "support/points.h"
#include "tap.h"

enum { API_US = 10000 };
#define OURS UINT32_C(0x0A000005)  /* 10.0.0.5 */
#define GROUP UINT32_C(0xEFC00180) /* 239.192.1.0 + 32 * (5 - 1) */

static void usual_interface(eip_config *config) {
  config->interface.address = OURS;
  config->interface.mask = 0xFFFFFF00;
}

static world *group_world(void (*change)(eip_config *config)) {
  world *w = world_with(change);
  world_heartbeats(w);
  return w;
}

static open_form multicast(open_form form) {
  form.t2o_type = 1;
  return form;
}

static reply_form join(world *w, uint16_t serial) {
  open_form form = multicast(open_input_only(serial));
  return world_open(w, &form);
}

static uint32_t produces(world *w, eip_io_datagram *datagram) { return world_outputs(w, datagram); }

/* ---- one production ---- */

static void one_datagram_for_all(void) {
  world *w = group_world(usual_interface);
  reply_form one = join(w, 1), two = join(w, 2);
  world_speak_as(w, WORLD_STRANGER);
  reply_form three = join(w, 3);
  tap_ok(one.general == 0 && two.general == 0 && three.general == 0, "several originators share one production");
  uint32_t id = reply_u32(&one, 4);
  tap_ok(id == reply_u32(&two, 4) && id == reply_u32(&three, 4) && id != 0x22222222 && id != 0,
         "the T->O id is ours, and one for all");
  tap_ok(reply_u32(&one, 0) != reply_u32(&two, 0), "each has an O->T id of its own");
  eip_io_datagram datagram;
  tap_equal(produces(w, &datagram), 1, "one datagram for all of them");
  tap_ok(datagram.to.address == GROUP && datagram.to.port == 2222 && datagram.ttl == 1,
         "to the group, port 2222, TTL 1");
  tap_ok(memcmp(&datagram.bytes.bytes[6], &one.data[4], 4) == 0, "with that id");
  w->now_us += API_US;
  tap_equal(produces(w, &datagram), 1, "one at each slot");
  tap_ok(world_heard(w, EIP_CONNECTION_OPENED) == 3 && w->events[0].info.multicast &&
             w->events[0].info.originator.address == WORLD_SCANNER &&
             w->events[2].info.originator.address == WORLD_STRANGER,
         "the application hears who asked");
  world_free(w);
}

static void reply_items(void) {
  world *w = group_world(usual_interface);
  reply_form reply = join(w, 1);
  tap_ok(reply.has_t2o && reply.t2o.family == 2 && reply.t2o.port == 2222 && reply.t2o.address == GROUP,
         "the reply tells the group in item 0x8001, asked for or not");
  open_form form = multicast(open_input_only(2));
  form.items[0] = (sockaddr_item){0x8001, 2, 3333, 0x01020304};
  reply = world_open(w, &form);
  tap_ok(reply.has_t2o && reply.t2o.port == 2222 && reply.t2o.address == GROUP, "the group, whatever item was sent");
  world_free(w);
}

static void those_who_share(void) {
  world *w = group_world(usual_interface);
  join(w, 1);
  join(w, 2);
  open_form alone = open_input_only(3);
  world_open(w, &alone);
  bool seen[4] = {false};
  uint32_t datagrams = 0;
  for (eip_io_datagram out; eip_io_output(w->stack, w->now_us, &out); datagrams++) {
    for (uint32_t slot = out.slot; slot != UINT32_MAX; slot = eip_io_next_sharer(w->stack, slot)) seen[slot] = true;
  }
  tap_ok(datagrams == 2 && seen[0] && seen[1] && seen[2] && !seen[3], "every connection of a datagram can be told");
  tap_ok(eip_io_next_sharer(w->stack, 3) == UINT32_MAX && eip_io_next_sharer(w->stack, 99) == UINT32_MAX,
         "no slot, no sharer");
  world_free(w);
}

static void ends_with_the_last(void) {
  world *w = group_world(usual_interface);
  eip_io_datagram datagram;
  for (uint16_t serial = 1; serial <= 3; serial++) join(w, serial);
  produces(w, &datagram);
  bool goes_on = true;
  for (uint16_t serial = 3; serial >= 2; serial--) { /* the events of 1, 2, 3 are the first three */
    world_close_serial(w, serial);
    w->now_us += API_US;
    goes_on = goes_on && produces(w, &datagram) == 1 && datagram.to.address == GROUP &&
              datagram.slot == w->events[serial - 2].info.slot;
  }
  tap_ok(goes_on, "the production goes on while one connection is left, whichever ends");
  world_close_serial(w, 1);
  w->now_us += API_US;
  tap_equal(produces(w, &datagram), 0, "and ends with the last");
  reply_form reply = join(w, 4);
  tap_ok(reply.t2o.address == GROUP && produces(w, &datagram) == 1, "its address is free for the next");
  world_free(w);
}

static void sequence_goes_on(void) {
  world *w = group_world(usual_interface);
  eip_io_datagram datagram;
  join(w, 1);
  produces(w, &datagram);
  w->now_us += API_US / 2;
  join(w, 2);
  tap_equal(produces(w, &datagram), 0, "one who joins gets the next slot, nobody an extra datagram");
  world_close_serial(w, 1);
  w->now_us += API_US / 2;
  produces(w, &datagram);
  tap_ok(datagram.bytes.bytes[10] == 2 && datagram.bytes.bytes[18] == 1, "the counters go on for those who stay");
  world_free(w);
}

static void point_to_point_beside(void) {
  world *w = group_world(usual_interface);
  join(w, 1);
  open_form form = open_owner(2);
  form.t2o_rpi_us = 7000;
  tap_equal(world_open(w, &form).general, 0, "a point-to-point connection beside is its own production");
  bool group = false, direct = false;
  for (eip_io_datagram out; eip_io_output(w->stack, w->now_us, &out);) {
    group = group || (out.to.address == GROUP && out.ttl == 1);
    direct = direct || (out.to.address == WORLD_SCANNER && out.ttl == 0);
  }
  tap_ok(group && direct, "each goes its own way");
  world_free(w);
}

static void owner_and_listeners_share(void) {
  world *w = group_world(usual_interface);
  open_form owner = multicast(open_owner(1)), listener = multicast(open_listen_only(2));
  world_open(w, &owner);
  tap_equal(world_open(w, &listener).general, 0, "owner and listeners share one production");
  eip_io_datagram datagram;
  tap_equal(produces(w, &datagram), 1, "across their points");
  world_close_serial(w, 1);
  w->now_us += API_US;
  tap_ok(produces(w, &datagram) == 0 && eip_stack_counters(w->stack)->io_connections == 0, "and end together");
  world_free(w);
}

/* ---- addresses ---- */

static void second_of_three(eip_config *config) {
  usual_interface(config);
  config->settings.multicast_explicit = true;
  config->settings.multicast_first = 0xEF010203;
  config->settings.multicast_count = 2;
}

static const struct {
  const char *rule;
  uint32_t address, mask, group;
} rules[] = {
    {"host 1 of a /24", 0x0A000001, 0xFFFFFF00, 0xEFC00100},
    {"host 5 of a /24", 0x0A000005, 0xFFFFFF00, 0xEFC00180},
    {"host 254 of a /24", 0x0A0000FE, 0xFFFFFF00, 0xEFC00100 + 32 * 253},
    {"host 0x0501 of a /16", 0x0A000501, 0xFFFF0000, 0xEFC00100 + 32 * 0x100},
    {"host 0x0400 of a /16: ten bits count", 0x0A000400, 0xFFFF0000, 0xEFC00100 + 32 * 0x3FF},
    {"127.0.0.2 of a /8", 0x7F000002, 0xFF000000, 0xEFC00120},
    {"no mask known: the whole address", 0x0A000002, 0, 0xEFC00120},
};

static void by_the_rule(void) {
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    world *w = group_world(usual_interface);
    eip_interface interface = w->config.interface;
    interface.address = rules[i].address;
    interface.mask = rules[i].mask;
    eip_stack_set_interface(w->stack, &interface);
    world_speak_as(w, rules[i].address + 1);
    reply_form reply = join(w, 1);
    tap_equal(reply.t2o.address, rules[i].group, "group address: %s", rules[i].rule);
    world_free(w);
  }
}

static uint16_t join_own(world *w, uint16_t serial, const char *path, uint32_t *group) {
  open_form form = multicast(open_owner(serial));
  open_set_path(&form, path);
  reply_form reply = world_open(w, &form);
  *group = reply.t2o.address;
  return refusal_of(&reply);
}

static void an_address_each(void) {
  world *w = group_world(second_of_three);
  for (uint32_t i = 0; i < 3; i++) world_declare(w, 160 + i, 110 + i, 0);
  uint32_t groups[3];
  bool open =
      join_own(w, 1, "20 04 2C A0 2C 6E", &groups[0]) == 0 && join_own(w, 2, "20 04 2C A1 2C 6F", &groups[1]) == 0;
  tap_ok(open && groups[0] == 0xEF010203 && groups[1] == 0xEF010204, "different productions have different addresses");
  tap_equal(join_own(w, 3, "20 04 2C A2 2C 70", &groups[2]), 0x0113, "12: no address for one more group: 01/0113");
  tap_equal((int64_t)eip_stack_counters(w->stack)->open_resource_rejects, 1, "counted as a lack of resources");
  tap_equal(eip_stack_counters(w->stack)->io_connections, 2, "and nothing is left of it");
  open_form form = open_owner(3);
  open_set_path(&form, "20 04 2C A2 2C 70");
  tap_equal(world_open(w, &form).general, 0, "point-to-point still opens");
  world_close_serial(w, 3);
  world_close_serial(w, 1);
  tap_ok(join_own(w, 3, "20 04 2C A2 2C 70", &groups[2]) == 0 && groups[2] == groups[0],
         "an address that is free again serves");
  world_free(w);
}

static void ttl_64(eip_config *config) {
  usual_interface(config);
  config->settings.multicast_ttl = 64;
}

static void ttl_and_subnet(void) {
  world *w = group_world(usual_interface);
  world_speak_as(w, 0x0A000105);
  reply_form reply = join(w, 1);
  tap_equal(refusal_of(&reply), 0x0813, "2: an originator outside our subnet while the TTL is 1: 01/0813");
  open_form form = open_input_only(2);
  tap_equal(world_open(w, &form).general, 0, "2: point-to-point it is taken");
  world_free(w);
  w = group_world(ttl_64);
  world_speak_as(w, 0x0A000105);
  tap_equal(join(w, 1).general, 0, "2: with a TTL of 64 it is taken");
  eip_io_datagram datagram;
  produces(w, &datagram);
  tap_equal(datagram.ttl, 64, "the TTL is the setting's");
  world_free(w);
}

/* ---- one that waits for the application ---- */

static world *joiner_waits(void) {
  world *w = group_world(usual_interface);
  join(w, 1);
  w->configuration_answer = EIP_PENDING;
  open_form form = multicast(open_input_only(2));
  open_set_path(&form, "20 04 24 97 2C 98 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  frame message = open_message(&form);
  world_ask(w, &message);
  world_close_serial(w, 1);
  world_forget(w);
  return w;
}

static void answer(world *w, eip_answer how) {
  eip_request_complete(w->stack, w->token, how, (eip_span){0}, w->now_us);
}

static void the_others_leave_meanwhile(void) {
  eip_io_datagram datagram;
  world *w = joiner_waits();
  tap_equal(produces(w, &datagram), 0, "nothing is produced for one that only waits");
  answer(w, EIP_ACCEPT);
  tap_ok(produces(w, &datagram) == 1 && datagram.to.address == GROUP, "accepted, the production runs again");
  world_free(w);
  w = joiner_waits();
  answer(w, EIP_REFUSE(0x09, 0));
  reply_form reply = join(w, 3);
  tap_ok(reply.t2o.address == GROUP && produces(w, &datagram) == 1, "refused, its address is free");
  world_free(w);
  w = joiner_waits();
  eip_tcp_closed(w->stack, w->peer);
  world_speak_as(w, WORLD_SCANNER);
  reply = join(w, 3);
  tap_ok(reply.t2o.address == GROUP && produces(w, &datagram) == 1, "abandoned, its address is free");
  world_free(w);
  w = joiner_waits();
  eip_assembly_remove(w->stack, WORLD_INPUT);
  answer(w, EIP_ACCEPT);
  tap_ok(produces(w, &datagram) == 0 && eip_stack_counters(w->stack)->io_connections == 0,
         "its input removed, nothing comes of it");
  world_free(w);
}

int main(void) {
  one_datagram_for_all();
  reply_items();
  those_who_share();
  ends_with_the_last();
  sequence_goes_on();
  point_to_point_beside();
  owner_and_listeners_share();
  by_the_rule();
  an_address_each();
  ttl_and_subnet();
  the_others_leave_meanwhile();
  return tap_done();
}
