/* A Forward Open that succeeds: its reply, the ids, where T->O goes, what the application hears. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

static void replies_as_laid_out(bool large) {
  const char *name = large ? "Large Forward Open" : "Forward Open";
  world *w = world_new();
  open_form form = open_usual();
  form.large = large;
  reply_form reply = world_open(w, &form);
  tap_ok(reply.there && reply.general == 0, "%s of the declared points succeeds", name);
  tap_equal(reply.service, large ? 0xDB : 0xD4, "%s: the reply has the service with its reply bit", name);
  tap_equal((int64_t)reply.length, 26, "%s: the reply is 26 bytes", name);
  tap_equal(reply_u32(&reply, 4), 0x22222222, "%s: the T->O id is the originator's", name);
  tap_ok(reply_u16(&reply, 8) == 0x0102 && reply_u16(&reply, 10) == 0x0304 && reply_u32(&reply, 12) == 0x05060708,
         "%s: the reply repeats connection serial, vendor and originator serial", name);
  tap_equal(reply_u32(&reply, 16), 10000, "%s: the O->T API is the RPI", name);
  tap_equal(reply_u32(&reply, 20), 10000, "%s: the T->O API is the RPI", name);
  tap_equal(reply_u16(&reply, 24), 0, "%s: no application data", name);
  world_free(w);
}

static void ids_are_chosen(void) {
  world *w = world_new();
  open_form form = open_usual();
  close_form closing = close_usual();
  reply_form first = world_open(w, &form);
  uint32_t o2t_id = reply_u32(&first, 0);
  tap_ok(o2t_id != 0 && o2t_id != 0x11111111, "the O->T id is ours to choose");
  world_close(w, &closing);
  form.t2o_id = 0;
  reply_form second = world_open(w, &form);
  tap_ok(reply_u32(&second, 0) != 0 && reply_u32(&second, 0) != o2t_id, "an O->T id is not reused at once");
  tap_ok(second.general == 0 && reply_u32(&second, 4) != 0, "the T->O id is ours when the originator's is 0");
  eip_io_datagram datagram;
  bool produced = eip_io_output(w->stack, w->now_us, &datagram);
  tap_ok(produced && memcmp(&datagram.bytes.bytes[6], &second.data[4], 4) == 0, "our T->O id is the one produced with");
  world_free(w);
}

static void unlike_ids(void) {
  enum { OPENS = 64 };
  world *w = world_new();
  open_form form = open_usual();
  close_form closing = close_usual();
  uint32_t ids[OPENS];
  bool unlike = true;
  for (size_t i = 0; i < OPENS; i++) {
    reply_form reply = world_open(w, &form);
    ids[i] = reply_u32(&reply, 0);
    for (size_t j = 0; j < i; j++) unlike = unlike && ids[i] != ids[j];
    world_close(w, &closing);
  }
  tap_ok(unlike, "64 opens in one slot after another get 64 unlike O->T ids");
  world_free(w);
}

static const struct {
  const char *rule;
  sockaddr_item items[2];
  bool has_t2o;
  uint16_t port;
} sockaddrs[] = {
    {"without sockaddr items T->O goes to the TCP peer's address, port 2222",
     {{0, 0, 0, 0}, {0, 0, 0, 0}},
     false,
     2222},
    {"the port of the request's 0x8001 item counts, its address does not",
     {{0x8001, 2, 3333, 0x0A0000FE}, {0, 0, 0, 0}},
     true,
     3333},
    {"a 0x8000 item of the request alone changes nothing", {{0x8000, 2, 4444, 0x0A0000FE}, {0, 0, 0, 0}}, false, 2222},
    {"both sockaddr items in any order", {{0x8001, 2, 3333, 0}, {0x8000, 2, 2222, 0}}, true, 3333},
};

static void sockaddr_items(void) {
  for (size_t i = 0; i < sizeof sockaddrs / sizeof *sockaddrs; i++) {
    world *w = world_new();
    open_form form = open_usual();
    memcpy(form.items, sockaddrs[i].items, sizeof form.items);
    reply_form reply = world_open(w, &form);
    eip_io_datagram datagram;
    bool produced = eip_io_output(w->stack, w->now_us, &datagram);
    tap_ok(produced && datagram.to.address == WORLD_SCANNER && datagram.to.port == sockaddrs[i].port, "%s",
           sockaddrs[i].rule);
    tap_ok(reply.has_o2t && reply.o2t.family == 2 && reply.o2t.address == 0 && reply.o2t.port == 2222,
           "%s: the reply has 0x8000 with address 0 and our UDP port", sockaddrs[i].rule);
    tap_ok(reply.has_t2o == sockaddrs[i].has_t2o, "%s: the reply has 0x8001 only when the request had one",
           sockaddrs[i].rule);
    if (reply.has_t2o) {
      tap_ok(reply.t2o.family == 2 && reply.t2o.address == WORLD_SCANNER && reply.t2o.port == sockaddrs[i].port,
             "%s: the reply's 0x8001 says where T->O goes", sockaddrs[i].rule);
    }
    world_free(w);
  }
}

static void io_port_of_the_configuration(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.io_port = 12222;
  world_start(w);
  open_form form = open_usual();
  reply_form reply = world_open(w, &form);
  tap_equal(reply.o2t.port, 12222, "the reply's 0x8000 item tells the configured I/O port");
  world_free(w);
}

static void the_application_hears(void) {
  world *w = world_new();
  open_form form = open_usual();
  form.t2o_rpi_us = 5000;
  reply_form reply = world_open(w, &form);
  const eip_connection_info *info = &w->events[0].info;
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_OPENED, "an open is told once");
  tap_ok(info->slot < w->config.limits.io_connections && info->type == EIP_POINT_EXCLUSIVE_OWNER &&
             info->output_instance == 150 && info->input_instance == 100 && info->config_instance == 151,
         "the event names slot, type and instances");
  tap_ok(info->connection_serial == 0x0102 && info->originator_vendor == 0x0304 &&
             info->originator_serial == 0x05060708 && info->originator.address == WORLD_SCANNER,
         "the event names the originator");
  tap_ok(info->o2t_id == reply_u32(&reply, 0) && info->t2o_id == 0x22222222, "the event names both ids");
  tap_ok(info->o2t_api_us == 10000 && info->t2o_api_us == 5000 && info->timeout_us == 160000,
         "the event tells both APIs and the watchdog's time");
  tap_ok(info->o2t_size == 32 && info->t2o_size == 32, "the event tells the application's bytes");
  world_free(w);
}

static const struct {
  const char *rule;
  uint32_t priority;
  uint8_t dscp;
} priorities[] = {
    {"priority low is DSCP 31", 0, 31},
    {"priority high is DSCP 43", 1, 43},
    {"priority scheduled is DSCP 47", 2, 47},
    {"priority urgent is DSCP 55", 3, 55},
};

static void priority_sets_dscp(void) {
  for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++) {
    world *w = world_new();
    open_form form = open_usual();
    form.t2o_priority = priorities[i].priority;
    form.o2t_priority = 3 - priorities[i].priority;
    world_open(w, &form);
    eip_io_datagram datagram = {.dscp = 0};
    eip_io_output(w->stack, w->now_us, &datagram);
    tap_equal(datagram.dscp, priorities[i].dscp, "%s", priorities[i].rule);
    world_free(w);
  }
}

static const struct {
  const char *rule;
  const char *path;
} paths[] = {
    {"three instances", "20 04 24 97 24 96 24 64"},
    {"16-bit segments with small values", "21 00 04 00 25 00 97 00 2D 00 96 00 2D 00 64 00"},
    {"two points without a configuration instance", "20 04 2C 96 2C 64"},
    {"configuration instance 0", "20 04 24 00 2C 96 2C 64"},
    {"points in several assembly paths", "20 04 24 97 20 04 24 96 20 04 24 64"},
    {"an all-zero electronic key", "34 04 00 00 00 00 00 00 00 00 20 04 24 97 2C 96 2C 64"},
    {"our key exactly", "34 04 D2 04 0C 00 07 00 02 05 20 04 24 97 2C 96 2C 64"},
    {"a compatible key of a lower minor revision", "34 04 D2 04 0C 00 07 00 82 01 20 04 24 97 2C 96 2C 64"},
    {"an inhibit time in ms", "43 05 20 04 24 97 2C 96 2C 64"},
    {"an inhibit time in us", "51 02 10 27 00 00 20 04 24 97 2C 96 2C 64"},
    {"a network segment about something else is skipped", "52 02 FF FF FF FF 20 04 24 97 2C 96 2C 64"},
    {"configuration data", "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A"},
};

static void paths_that_open(void) {
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    world *w = world_new();
    open_form form = open_usual();
    open_set_path(&form, paths[i].path);
    reply_form reply = world_open(w, &form);
    tap_ok(reply.there && reply.general == 0, "path opens: %s", paths[i].rule);
    world_free(w);
  }
}

static void ignored_bits(void) {
  world *w = world_new();
  open_form form = open_usual();
  form.o2t_redundant = 1;
  form.class_trigger |= 0x80;
  form.o2t_variable = 1;
  form.t2o_variable = 1;
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 0,
         "redundant-owner bit, server bit and variable size of the assembly's length are no obstacle");
  world_free(w);
}

static void two_owners(void) {
  world *w = world_new();
  world_declare(w, 160, 110, 0);
  open_form form = open_usual();
  world_open(w, &form);
  form.serial++;
  open_set_path(&form, "20 04 2C A0 2C 6E");
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 0, "several exclusive owners on different points");
  tap_equal(eip_stack_counters(w->stack)->io_connections, 2, "both are counted");
  world_free(w);
}

int main(void) {
  replies_as_laid_out(false);
  replies_as_laid_out(true);
  ids_are_chosen();
  unlike_ids();
  sockaddr_items();
  io_port_of_the_configuration();
  the_application_hears();
  priority_sets_dscp();
  paths_that_open();
  ignored_bits();
  two_owners();
  return tap_done();
}
