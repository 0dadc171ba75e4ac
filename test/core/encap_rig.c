#include "encap_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encap/delayed.h"

static const uint32_t random_step = 0x9E3779B1;

static void keep(encap_rig *self, eip_span bytes) {
  if (self->sent_length + bytes.length > sizeof self->sent) abort();
  memcpy(self->sent + self->sent_length, bytes.bytes, bytes.length);
  self->sent_length += bytes.length;
}

static void tcp_send(void *user, eip_peer peer, eip_span bytes) {
  encap_rig *self = user;
  self->tcp_sends++;
  self->sent_to = peer;
  keep(self, bytes);
}

static void udp_send(void *user, eip_endpoint to, eip_span bytes) {
  encap_rig *self = user;
  self->udp_sends++;
  self->sent_to_endpoint = to;
  keep(self, bytes);
}

static uint32_t next_random(void *user) {
  encap_rig *self = user;
  uint32_t value = self->random;
  self->random += random_step;
  return value;
}

static void unconnected(void *user, const eip_encap_origin *origin, const eip_cpf *items) {
  encap_rig *self = user;
  self->unconnected++;
  self->origin = *origin;
  if (!self->holds_replies) eip_encap_send_unconnected(&self->encap, origin, items->data, &items->o2t, &items->t2o);
}

static void connected(void *user, const eip_encap_origin *origin, const eip_cpf *items) {
  encap_rig *self = user;
  (void)items;
  self->connected++;
  self->origin = *origin;
}

static void peer_closed(void *user, eip_peer peer) {
  encap_rig *self = user;
  self->peers_closed++;
  self->closed_peer = peer;
}

static bool keeps_peer(void *user, eip_peer peer) {
  (void)peer;
  return ((encap_rig *)user)->keeps_peers;
}

static eip_encap_device device(void *user) {
  (void)user;
  return (eip_encap_device){.status = 0x0034, .state = 3};
}

encap_rig *encap_rig_make(void) {
  encap_rig *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->random = 0x12345678;
  eip_config *config = &self->environment.config;
  config->limits = (eip_limits){.peers = 4, .sessions = 3, .max_message = 256, .delayed_replies = 2};
  config->identity = (eip_identity){1234, 12, 7, 1, 2, 0xABCDEF01, "Vision cell"};
  config->host = (eip_host){self, tcp_send, udp_send, next_random};
  config->interface.address = 0xC0A80132;
  config->tcp_port = 44818;
  config->settings.inactivity_timeout_s = 120;
  self->environment.now_us = RIG_SECOND;
  return self;
}

void encap_rig_start(encap_rig *self) {
  const eip_limits *limits = &self->environment.config.limits;
  const eip_encap_upper upper = {self, unconnected, connected, peer_closed, keeps_peer, device};
  eip_arena arena = {0};
  eip_encap_init(&self->encap, &self->environment, &upper, &arena);
  uint32_t timers = limits->peers + limits->delayed_replies;
  eip_arena_take(&arena, timers, sizeof(eip_deadline *));
  self->memory = aligned_alloc(64, arena.used);
  if (!self->memory) abort();
  arena = (eip_arena){.memory = self->memory};
  eip_encap_init(&self->encap, &self->environment, &upper, &arena);
  eip_deadlines_init(&self->environment.timers, eip_arena_take(&arena, timers, sizeof(eip_deadline *)), timers);
}

void encap_rig_free(encap_rig *self) {
  free(self->memory);
  free(self);
}

void encap_rig_clear(encap_rig *self) {
  self->sent_length = 0;
  self->tcp_sends = self->udp_sends = 0;
  self->unconnected = self->connected = self->peers_closed = 0;
}

eip_span encap_rig_sent(const encap_rig *self) { return (eip_span){self->sent, self->sent_length}; }

eip_peer encap_rig_accept(encap_rig *self) {
  eip_peer peer = 0;
  eip_status status = eip_encap_accept(&self->encap, (eip_endpoint){0x0A000001, 50000}, &peer);
  return status == EIP_OK ? peer : 0;
}

eip_status encap_rig_input(encap_rig *self, eip_peer peer, eip_span bytes) {
  exact copy = exact_copy(bytes.bytes, bytes.length);
  eip_status status = eip_encap_tcp_input(&self->encap, peer, exact_span(&copy));
  exact_free(&copy);
  return status;
}

void encap_rig_datagram(encap_rig *self, bool to_all, eip_span bytes) {
  exact copy = exact_copy(bytes.bytes, bytes.length);
  eip_encap_udp_input(&self->encap, (eip_endpoint){0x0A000002, 50001}, to_all, exact_span(&copy));
  exact_free(&copy);
}

void encap_rig_advance(encap_rig *self, uint64_t to_us) {
  eip_deadlines *timers = &self->environment.timers;
  const eip_deadline *first;
  while ((first = eip_deadlines_first(timers)) && first->at_us <= to_us) {
    self->environment.now_us = first->at_us;
    eip_deadlines_run(timers, first->at_us, NULL);
  }
  self->environment.now_us = to_us;
}

exact encap_rig_message(uint16_t command, uint32_t session, const char *data_hex) {
  exact data = exact_hex(data_hex);
  uint8_t room[1024];
  eip_writer writer = eip_writer_over(room, sizeof room);
  eip_encap_header header = {.command = command,
                             .length = (uint16_t)data.length,
                             .session = session,
                             .context = {0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7}};
  eip_encap_header_write(&header, &writer);
  eip_writer_span(&writer, exact_span(&data));
  exact_free(&data);
  return exact_copy(room, eip_writer_length(&writer));
}

uint32_t encap_rig_register(encap_rig *self, eip_peer peer) {
  exact message = encap_rig_message(EIP_COMMAND_REGISTER_SESSION, 0, "0100 0000");
  encap_rig_clear(self);
  encap_rig_input(self, peer, exact_span(&message));
  exact_free(&message);
  uint32_t session = encap_rig_reply(self).session;
  encap_rig_clear(self);
  return session;
}

eip_encap_header encap_rig_reply(const encap_rig *self) {
  eip_reader reader = eip_reader_over(self->sent, self->sent_length);
  eip_encap_header last = {0};
  eip_encap_header header;
  while (eip_reader_left(&reader) && eip_encap_header_read(&header, &reader)) {
    eip_reader_span(&reader, header.length);
    last = header;
  }
  return last;
}
