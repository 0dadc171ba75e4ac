#include "device/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cip/settings.h"
#include "support/invariants.h"

eip_counters device_totals;

/* ---- what the stack calls ---- */

static void tcp_send(void *user, eip_peer peer, eip_span bytes) {
  device *self = user;
  device_must(peer != 0 && bytes.length >= 24 && bytes.length <= DEVICE_MAX_MESSAGE, "sent: a message in its limits");
  size_t length = (size_t)(bytes.bytes[2] | bytes.bytes[3] << 8);
  device_must(bytes.length == 24 + length, "sent: a header that says how long its message is");
  self->sent += bytes.length;
  self->session_said = frame_session_of(bytes.bytes, bytes.length);
  for (size_t i = 0; i < bytes.length; i++) self->sent_sum = self->sent_sum * 31 + bytes.bytes[i];
}

static void udp_send(void *user, eip_endpoint to, eip_span bytes) {
  (void)to;
  tcp_send(user, 1, bytes);
}

static uint32_t next_random(void *user) {
  device *self = user;
  self->random_state = self->random_state * UINT32_C(1664525) + UINT32_C(1013904223);
  return self->random_state ^ self->random_state >> 16;
}

/* ---- life ---- */

static const eip_interface interface = {.index = 2,
                                        .address = UINT32_C(0x0A000001),
                                        .mask = UINT32_C(0xFFFFFF00),
                                        .host_name = "cell",
                                        .domain = "plant",
                                        .label = "eth0",
                                        .type = EIP_LINK_COPPER,
                                        .enabled = true,
                                        .link = true,
                                        .speed_mbit = 1000,
                                        .full_duplex = true,
                                        .mode_count = 2,
                                        .modes = {{100, true}, {1000, true}}};

static eip_config config_of(device *self) {
  eip_config config = eip_config_default();
  config.identity = (eip_identity){1234, 12, 7, 2, 5, 0xABCDEF01, "Vision cell"};
  config.limits = (eip_limits){.peers = DEVICE_PEERS,
                               .sessions = DEVICE_SESSIONS,
                               .max_message = DEVICE_MAX_MESSAGE,
                               .io_connections = DEVICE_IO,
                               .explicit_connections = DEVICE_CLASS3,
                               .max_io_data = 64,
                               .assemblies = DEVICE_ASSEMBLIES,
                               .connection_points = DEVICE_POINTS,
                               .classes = 10,
                               .pending_requests = DEVICE_PENDING,
                               .delayed_replies = 2};
  config.host = (eip_host){self, tcp_send, udp_send, next_random};
  config.application = device_application(self);
  config.interface = interface;
  config.settings.multicast_count = 2;
  config.allow_settings = config.allow_reset = true;
  return config;
}

device *device_new(void) {
  device *self = calloc(1, sizeof *self);
  device_must(self != NULL, "memory for the device");
  self->now_us = 1000000;
  self->random_state = 1;
  self->config = config_of(self);
  size_t size = eip_stack_size(&self->config);
  self->memory = aligned_alloc(64, (size + 63) / 64 * 64);
  device_must(self->memory && eip_stack_init(self->memory, size, &self->config, &self->stack) == EIP_OK,
              "a stack of the device's configuration");
  for (uint32_t n = 0; n < DEVICE_ASSEMBLIES; n++) device_create(self, n);
  for (uint32_t n = 0; n < DEVICE_CLASSES; n++) device_declare_class(self, n);
  device_check(self);
  return self;
}

static void add_up(const eip_counters *counted) {
  eip_counters *sum = &device_totals;
  sum->opens += counted->opens;
  sum->open_format_rejects += counted->open_format_rejects;
  sum->open_resource_rejects += counted->open_resource_rejects;
  sum->open_other_rejects += counted->open_other_rejects;
  sum->closes += counted->closes;
  sum->close_rejects += counted->close_rejects;
  sum->timeouts += counted->timeouts;
  sum->io_new_data += counted->io_new_data;
  sum->io_repeated += counted->io_repeated;
  sum->io_malformed += counted->io_malformed;
  sum->io_unknown += counted->io_unknown;
  sum->io_foreign += counted->io_foreign;
  sum->io_old += counted->io_old;
  sum->io_sent += counted->io_sent;
  sum->encap_messages += counted->encap_messages;
  sum->encap_errors += counted->encap_errors;
  sum->explicit_requests += counted->explicit_requests;
  sum->explicit_repeated += counted->explicit_repeated;
  sum->requests_expired += counted->requests_expired;
  sum->replies_dropped += counted->replies_dropped;
}

/* The longest that anything waits is a delayed reply: 65.5 s. */
void device_free(device *self) {
  for (uint32_t n = 0; n < DEVICE_PEERS; n++) device_disconnect(self, n);
  device_check(self);
  const eip_counters *counters = eip_stack_counters(self->stack);
  device_must(counters->pending_requests == 0 && counters->explicit_connections == 0,
              "peers: what lives on a TCP connection ends with it");
  eip_stack_set_ready(self->stack, false);
  device_check(self);
  device_advance(self, 70000000);
  device_check(self);
  const char *left = invariants_left(self->stack);
  device_must(left == NULL, left ? left : "");
  add_up(eip_stack_counters(self->stack));
  eip_stack_shutdown(self->stack);
  for (uint32_t n = 0; n < DEVICE_ASSEMBLIES; n++) free(self->data[n]);
  free(self->memory);
  free(self);
}

/* ---- what must hold ---- */

void device_must(bool held, const char *what) {
  if (held) return;
  fprintf(stderr, "does not hold: %s\n", what);
  abort();
}

static void told_the_truth(const device *self) {
  for (uint32_t slot = 0; slot < DEVICE_IO; slot++) {
    bool live = self->stack->connections.places[slot].state == EIP_CONNECTION_LIVE;
    device_must(live == self->live[slot], "events: the application knows which connections are live");
  }
}

uint32_t device_sum(const device *self) {
  uint32_t sum = eip_settings_checksum(eip_stack_settings(self->stack));
  for (uint32_t n = 0; n < DEVICE_ASSEMBLIES; n++) {
    for (uint16_t i = 0; self->data[n] && i < device_assemblies[n].size; i++) sum = sum * 31 + self->data[n][i];
  }
  return sum;
}

void device_check(device *self) {
  const char *broken = invariants_broken(self->stack);
  device_must(broken == NULL, broken ? broken : "");
  const eip_counters *now = eip_stack_counters(self->stack);
  broken = invariants_counted_back(&self->last, now);
  device_must(broken == NULL, broken ? broken : "");
  self->last = *now;
  told_the_truth(self);
}
