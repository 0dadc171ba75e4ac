/* The map of the core: how one stack is put together and where each call of include/opener/stack.h goes.
 *
 *   base/        bytes, deadlines, slots, memory: what every layer stands on
 *   encap/       TCP connections, sessions, encapsulation commands; hands messages up to
 *   explicit.c   which runs them through the message router and sends the replies; connected.c those of class 3
 *   cip/         router, classes, assemblies, requests whose reply comes later
 *   connection/  Connection Manager; I/O connections: opening, cyclic data, watchdog; class 3 connections
 *   assemblies.c, config_check.c  the public calls about assemblies, defaults and ranges */
#include "stack.h"

#include <string.h>

#include "cip/settings.h"
#include "config_check.h"
#include "connection/connection_manager.h"
#include "connection/consume.h"
#include "connection/message_router.h"
#include "connection/produce.h"
#include "connection/trigger.h"
#include "encap/peer.h"
#include "explicit.h"

enum { ALIGNMENT = 64, STATUS_BITS_OF_APPLICATION = 0x0F04 };

static void lay_out_deadlines(eip_environment *environment, eip_arena *arena) {
  const eip_limits *limits = &environment->config.limits;
  /* a watchdog each connection, an inactivity time each peer, an answer's time each pending request */
  uint32_t timers = limits->io_connections + limits->explicit_connections + limits->peers + limits->pending_requests +
                    limits->delayed_replies;
  eip_deadlines_init(&environment->timers, eip_arena_take(arena, timers, sizeof(eip_deadline *)), timers);
  eip_deadlines_init(&environment->productions, eip_arena_take(arena, limits->io_connections, sizeof(eip_deadline *)),
                     limits->io_connections);
}

/* Runs twice: to measure, and to take the memory. */
static void lay_out(eip_stack *self, const eip_config *config, eip_arena *arena) {
  eip_environment *environment = &self->environment;
  eip_encap_upper upper = eip_explicit_upper(self);
  environment->config = *config;
  lay_out_deadlines(environment, arena);
  eip_encap_init(&self->encap, environment, &upper, arena);
  eip_cip_init(&self->cip, environment, arena);
  eip_connections_init(&self->connections, environment, &self->cip, arena);
  self->reply_data = eip_arena_take(arena, 1, eip_encap_reply_room(config));
  self->reply = eip_arena_take(arena, 1, eip_encap_reply_room(config));
}

size_t eip_stack_size(const eip_config *config) {
  if (!eip_config_valid(config)) return 0;
  eip_stack measured = {0};
  eip_arena arena = {0};
  eip_arena_take(&arena, 1, sizeof measured);
  lay_out(&measured, config, &arena);
  return arena.used;
}

static void settings_changed(void *user) {
  eip_stack *self = user;
  eip_peer_settle_inactivity(&self->encap);
}

/* What the connection layer has. */
static void add_classes(eip_stack *self) {
  eip_cip_add_class(&self->cip, &eip_message_router_class, &self->connections);
  eip_cip_add_class(&self->cip, &eip_connection_manager_class, &self->connections);
}

eip_status eip_stack_init(void *memory, size_t size, const eip_config *config, eip_stack **stack) {
  size_t needed = eip_stack_size(config);
  if (needed == 0) return EIP_ERR_CONFIG;
  if (!memory || size < needed || (uintptr_t)memory % ALIGNMENT != 0) return EIP_ERR_MEMORY;
  eip_arena arena = {.memory = memory};
  eip_stack *self = eip_arena_take(&arena, 1, sizeof *self);
  lay_out(self, config, &arena);
  self->cip.reply_user = self;
  self->cip.send_reply = eip_explicit_reply;
  self->cip.settings_changed = settings_changed;
  self->environment.ready = true;
  *stack = self;
  add_classes(self); /* cannot fail: the table has room for 8 at least */
  return EIP_OK;
}

void eip_stack_shutdown(eip_stack *self) { eip_connections_abort(&self->connections, NULL); }

void eip_stack_set_ready(eip_stack *self, bool ready) {
  self->environment.ready = ready;
  if (!ready) eip_connections_abort(&self->connections, NULL);
}

/* ---- what may change while running ---- */

void eip_stack_set_product_name(eip_stack *self, const char *name) {
  char *kept = self->environment.config.identity.product_name;
  size_t room = sizeof self->environment.config.identity.product_name;
  const char *end = memchr(name, 0, room - 1);
  size_t length = end ? (size_t)(end - name) : room - 1;
  memset(kept, 0, room);
  memcpy(kept, name, length);
}

void eip_stack_set_device_status(eip_stack *self, uint16_t bits) {
  self->cip.device_status = bits & STATUS_BITS_OF_APPLICATION;
}

void eip_stack_set_interface(eip_stack *self, const eip_interface *interface) {
  self->environment.config.interface = *interface;
}

const eip_settings *eip_stack_settings(const eip_stack *self) { return &self->environment.config.settings; }

eip_status eip_stack_set_settings(eip_stack *self, const eip_settings *settings) {
  if (!eip_settings_valid(settings)) return EIP_ERR_CONFIG;
  eip_settings_put(&self->cip, settings);
  return EIP_OK;
}

const eip_counters *eip_stack_counters(const eip_stack *self) { return &self->environment.counters; }

/* ---- time ---- */

static uint64_t earliest(const eip_deadlines *deadlines) {
  const eip_deadline *first = eip_deadlines_first(deadlines);
  return first ? first->at_us : EIP_NEVER;
}

uint64_t eip_stack_next_deadline(const eip_stack *self) {
  uint64_t timer = earliest(&self->environment.timers);
  uint64_t production = earliest(&self->environment.productions);
  return timer < production ? timer : production;
}

void eip_stack_advance(eip_stack *self, uint64_t now_us) {
  self->environment.now_us = now_us;
  eip_deadlines_run(&self->environment.timers, now_us, self);
}

/* ---- cyclic data ---- */

eip_io_verdict eip_io_input(eip_stack *self, eip_endpoint from, eip_span bytes, uint64_t now_us, uint32_t *slot) {
  self->environment.now_us = now_us;
  return eip_connections_consume(&self->connections, from, bytes, now_us, slot);
}

bool eip_io_output(eip_stack *self, uint64_t now_us, eip_io_datagram *datagram) {
  self->environment.now_us = now_us;
  return eip_connections_produce(&self->connections, now_us, datagram);
}

uint32_t eip_io_next_sharer(const eip_stack *self, uint32_t slot) {
  return eip_connections_next_sharer(&self->connections, slot);
}

eip_status eip_connection_trigger(eip_stack *self, uint32_t input_instance, uint64_t now_us) {
  self->environment.now_us = now_us;
  eip_trigger_fire(&self->connections, input_instance);
  bool known = eip_points_have_input(&self->connections.points, input_instance) ||
               eip_assembly_is(&self->cip, input_instance, EIP_ASSEMBLY_INPUT);
  return known ? EIP_OK : EIP_ERR_UNKNOWN;
}
