/* What others wrote and the application accepted: told when the assembly holds it, and only then. */
#include <stdlib.h>

#include "exact.h"
#include "support/frames.h"
#include "tap.h"

#define PATH "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A"

static struct {
  unsigned stored, opened_before;
  uint32_t instance;
  uint8_t first;
  size_t length;
  bool by_connection;
  uint32_t slot;
  eip_answer answer;
  eip_token token;
  const world *world;
} heard;

static void assembly_stored(void *user, uint32_t instance, eip_span data, const eip_connection_info *connection) {
  (void)user;
  heard.stored++;
  heard.instance = instance;
  heard.first = data.length ? data.bytes[0] : 0;
  heard.length = data.length;
  heard.by_connection = connection != NULL;
  heard.slot = connection ? connection->slot : UINT32_MAX;
  heard.opened_before = (unsigned)world_heard(heard.world, EIP_CONNECTION_OPENED);
}

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user;
  (void)instance;
  (void)data;
  heard.token = token;
  return heard.answer;
}

static world *start(eip_answer answer) {
  world *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->random_state = 1;
  self->now_us = 1000000;
  self->configuration_answer = answer;
  self->config = world_config(self);
  self->config.application.assembly_stored = assembly_stored;
  self->config.application.assembly_written = assembly_written;
  world_start(self);
  memset(&heard, 0, sizeof heard);
  heard.answer = answer;
  heard.world = self;
  return self;
}

static void open_with_configuration(world *self) {
  open_form form = open_usual();
  open_set_path(&form, PATH);
  world_open(self, &form);
}

static void set_configuration(world *self) {
  exact bytes = exact_hex("1003 2004 2497 3003 0b0203040506070809 0a");
  frame message = {.length = 0};
  frame_bytes(&message, bytes.bytes, bytes.length);
  exact_free(&bytes);
  world_ask(self, &message);
}

static void of_a_forward_open(void) {
  world *self = start(EIP_ACCEPT);
  open_with_configuration(self);
  tap_ok(heard.stored == 1 && heard.instance == WORLD_CONFIGURATION && heard.first == 1 && heard.length == 10,
         "configuration that is accepted is told once the assembly holds it");
  tap_ok(heard.by_connection && heard.slot == self->events[0].info.slot, "with the connection that brought it");
  tap_equal(heard.opened_before, 0, "and before that is told as open");
  world_free(self);
}

static void of_a_set(void) {
  world *self = start(EIP_ACCEPT);
  set_configuration(self);
  tap_ok(heard.stored == 1 && heard.first == 0x0B && !heard.by_connection, "a Set that is accepted, by no connection");
  world_free(self);
}

static void not_when_refused(void) {
  world *self = start(EIP_REFUSE(0x09, 0));
  open_with_configuration(self);
  set_configuration(self);
  tap_equal(heard.stored, 0, "what is refused is not told");
  world_free(self);
}

static void when_the_answer_comes(void) {
  world *self = start(EIP_PENDING);
  open_with_configuration(self);
  set_configuration(self);
  tap_equal(heard.stored, 0, "what is not answered yet is not told");
  eip_request_complete(self->stack, heard.token, EIP_ACCEPT, (eip_span){0}, self->now_us);
  tap_ok(heard.stored == 1 && heard.first == 0x0B, "it is when the answer comes: a Set");
  eip_request_complete(self->stack, self->token, EIP_ACCEPT, (eip_span){0}, self->now_us);
  tap_ok(heard.stored == 2 && heard.first == 1 && heard.by_connection, "and configuration");
  world_free(self);
}

static void not_when_nobody_answers(void) {
  world *self = start(EIP_PENDING);
  open_with_configuration(self);
  set_configuration(self);
  world_advance(self, self->config.pending_timeout_us);
  tap_equal(heard.stored, 0, "what nobody answers in time is not told");
  world_free(self);
}

/* Accepted, but meanwhile a connection owns the assembly: the Set is refused after all. */
static void not_when_it_is_too_late(void) {
  world *self = start(EIP_PENDING);
  set_configuration(self);
  self->configuration_answer = EIP_ACCEPT;
  open_with_configuration(self);
  unsigned before = heard.stored;
  eip_request_complete(self->stack, heard.token, EIP_ACCEPT, (eip_span){0}, self->now_us);
  tap_ok(heard.stored == before && self->configuration[0] == 1, "a Set that is accepted after its assembly was taken");
  world_free(self);
}

int main(void) {
  of_a_forward_open();
  of_a_set();
  not_when_refused();
  when_the_answer_comes();
  not_when_nobody_answers();
  not_when_it_is_too_late();
  return tap_done();
}
