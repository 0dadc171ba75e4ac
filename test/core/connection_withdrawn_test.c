/* Assemblies that an application does not stand by: their connections end, and no others open, until it does again. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

#define OTHER_PATH "20 04 24 00 2C A0 2C 6E"

static open_form with_serial(uint16_t serial) {
  open_form form = open_usual();
  form.serial = serial;
  return form;
}

static void withdrawn(uint32_t instance, const char *rule) {
  world *w = world_new();
  open_form form = with_serial(1);
  world_open(w, &form);
  tap_equal(eip_assembly_set_ready(w->stack, instance, false), EIP_OK, "%s: it is there", rule);
  tap_ok(world_heard(w, EIP_CONNECTION_ABORTED) == 1 && eip_stack_counters(w->stack)->io_connections == 0,
         "%s: its connection ends", rule);
  form = with_serial(2);
  reply_form reply = world_open(w, &form);
  tap_ok(reply.there && reply.general == EIP_CIP_RESOURCE_UNAVAILABLE && reply.extended_count == 0,
         "%s: an open is refused with 0x02", rule);
  tap_equal(eip_stack_counters(w->stack)->open_resource_rejects, 1, "%s: and counted as lack of a resource", rule);
  eip_assembly_set_ready(w->stack, instance, false);
  tap_equal(world_heard(w, EIP_CONNECTION_ABORTED), 1, "%s: once more changes nothing", rule);
  eip_assembly_set_ready(w->stack, instance, true);
  reply = world_open(w, &form);
  tap_ok(reply.there && reply.general == 0, "%s: ready again it opens", rule);
  world_free(w);
}

static void others_go_on(void) {
  world *w = world_new();
  world_declare(w, 160, 110, 0);
  open_form form = with_serial(1), other = with_serial(2);
  open_set_path(&other, OTHER_PATH);
  world_open(w, &form);
  eip_assembly_set_ready(w->stack, 110, false);
  tap_ok(eip_stack_counters(w->stack)->io_connections == 1, "withdrawn: connections over other assemblies stay");
  reply_form reply = world_open(w, &other);
  tap_equal(reply.general, EIP_CIP_RESOURCE_UNAVAILABLE, "withdrawn: only its own points are refused");
  eip_assembly_set_ready(w->stack, 110, true);
  reply = world_open(w, &other);
  tap_equal(reply.general, 0, "withdrawn: until it is ready");
  world_free(w);
}

static void an_opening_one_is_cancelled(void) {
  world *w = world_new();
  w->configuration_answer = EIP_PENDING;
  open_form form = with_serial(1);
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  world_open(w, &form);
  eip_assembly_set_ready(w->stack, WORLD_INPUT, false);
  eip_assembly_set_ready(w->stack, WORLD_INPUT, true);
  w->sent_length = 0;
  eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.general == EIP_CIP_RESOURCE_UNAVAILABLE && w->event_count == 0,
         "withdrawn: what was opening is refused when its answer comes");
  world_free(w);
}

static void unknown_and_new_ones(void) {
  world *w = world_new();
  tap_equal(eip_assembly_set_ready(w->stack, 999, false), EIP_ERR_UNKNOWN, "withdrawn: no such assembly");
  world_declare(w, 160, 110, 0);
  eip_assembly_set_ready(w->stack, 110, false);
  eip_assembly_remove(w->stack, 110);
  eip_assembly_remove(w->stack, 160);
  world_declare(w, 160, 110, 0);
  open_form form = with_serial(1);
  open_set_path(&form, OTHER_PATH);
  reply_form reply = world_open(w, &form);
  tap_equal(reply.general, 0, "withdrawn: an instance that is made again starts ready");
  world_free(w);
}

int main(void) {
  withdrawn(WORLD_OUTPUT, "withdrawn output");
  withdrawn(WORLD_INPUT, "withdrawn input");
  withdrawn(WORLD_CONFIGURATION, "withdrawn configuration");
  others_go_on();
  an_opening_one_is_cancelled();
  unknown_and_new_ones();
  return tap_done();
}
