#include "encap/delayed.h"

#include "encap/list_replies.h"

enum { DEFAULT_DELAY_MS = 2000, LEAST_DELAY_MS = 500, MICROSECONDS_PER_MS = 1000 };

static void give_back(eip_delayed_reply *self) {
  self->next = self->encap->free_delayed;
  self->encap->free_delayed = self;
}

static void due(eip_deadline *node, void *context, uint64_t now_us) {
  (void)context;
  (void)now_us;
  eip_delayed_reply *self = (eip_delayed_reply *)node;
  eip_writer reply = eip_list_reply(self->encap, &self->request);
  eip_outgoing_udp(self->encap, self->to, &reply);
  give_back(self);
}

void eip_delayed_init_all(eip_encap *encap, eip_delayed_reply *places) {
  for (uint32_t i = encap->environment->config.limits.delayed_replies; i > 0; i--) {
    places[i - 1] = (eip_delayed_reply){.deadline = {.due = due}, .encap = encap};
    give_back(&places[i - 1]);
  }
}

/* The longest delay that the asker allows, out of the first two bytes of its context. */
static uint32_t longest_delay_us(const eip_encap_header *request) {
  uint32_t delay_ms = request->context[0] | (uint32_t)request->context[1] << 8;
  if (delay_ms == 0) delay_ms = DEFAULT_DELAY_MS;
  if (delay_ms < LEAST_DELAY_MS) delay_ms = LEAST_DELAY_MS;
  return delay_ms * MICROSECONDS_PER_MS;
}

void eip_delayed_schedule(eip_encap *encap, eip_endpoint to, const eip_encap_header *request) {
  eip_environment *environment = encap->environment;
  eip_delayed_reply *self = encap->free_delayed;
  if (!self) {
    environment->counters.replies_dropped++;
    return;
  }
  encap->free_delayed = self->next;
  self->to = to;
  self->request = *request;
  const eip_host *host = &environment->config.host;
  uint64_t delay_us = host->random(host->user) % (longest_delay_us(request) + 1);
  eip_deadlines_set(&environment->timers, &self->deadline, environment->now_us + delay_us);
}
