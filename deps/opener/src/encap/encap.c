/* The encapsulation layer from the outside: its memory, datagrams, and replies that come from above.
 * TCP connections are in peer.c, their bytes in stream.c, what a message does in command.c. */
#include "encap/encap.h"

#include <string.h>

#include "encap/command.h"
#include "encap/delayed.h"
#include "encap/outgoing.h"
#include "encap/session.h"

void eip_encap_init(eip_encap *self, eip_environment *environment, const eip_encap_upper *upper, eip_arena *arena) {
  const eip_limits *limits = &environment->config.limits;
  *self = (eip_encap){.environment = environment, .upper = *upper};
  self->peers = eip_arena_take(arena, limits->peers, sizeof *self->peers);
  eip_slot *peer_slots = eip_arena_take(arena, limits->peers, sizeof *peer_slots);
  eip_slot *session_slots = eip_arena_take(arena, limits->sessions, sizeof *session_slots);
  eip_delayed_reply *delayed = eip_arena_take(arena, limits->delayed_replies, sizeof *delayed);
  self->message = eip_arena_take(arena, 1, limits->max_message);
  uint8_t *partials = eip_arena_take(arena, limits->peers, limits->max_message);
  if (!arena->memory) return;
  eip_slots_init(&self->session_slots, session_slots, limits->sessions);
  eip_peer_init_all(self, peer_slots, partials);
  eip_delayed_init_all(self, delayed);
}

void eip_encap_udp_input(eip_encap *self, eip_endpoint from, bool to_all, eip_span bytes) {
  eip_encap_message message;
  if (eip_encap_message_read(&message, bytes)) {
    eip_command_run_udp(self, from, to_all, &message);
  } else {
    self->environment->counters.encap_discarded++;
  }
}

size_t eip_encap_unconnected_room(const eip_config *config) {
  size_t room = config->limits.max_message - EIP_UNCONNECTED_FRAMING;
  return room < EIP_UNCONNECTED_REPLY_MAX ? room : EIP_UNCONNECTED_REPLY_MAX;
}

size_t eip_encap_connected_room(const eip_config *config) { return config->limits.max_message - EIP_CONNECTED_FRAMING; }

size_t eip_encap_reply_room(const eip_config *config) { return eip_encap_connected_room(config) - EIP_SEQUENCE_COUNT; }

static uint16_t item_count(const eip_cpf_sockaddr *o2t, const eip_cpf_sockaddr *t2o) {
  return (uint16_t)(2 + (o2t && o2t->present ? 1 : 0) + (t2o && t2o->present ? 1 : 0));
}

static bool session_lives(const eip_encap *self, const eip_encap_origin *origin) {
  const eip_peer_state *peer = eip_peer_find(self, origin->peer);
  return peer && eip_session_holds(peer, origin->session);
}

static eip_writer begin_reply(eip_encap *self, const eip_encap_origin *origin, uint16_t command) {
  eip_encap_header request = {.command = command};
  memcpy(request.context, origin->context, sizeof request.context);
  eip_writer reply = eip_outgoing_reply(self, &request, origin->session, EIP_ENCAP_SUCCESS);
  eip_writer_u32(&reply, 0); /* interface handle: CIP */
  eip_writer_u16(&reply, 0); /* timeout */
  return reply;
}

void eip_encap_send_unconnected(eip_encap *self, const eip_encap_origin *origin, eip_span message,
                                const eip_cpf_sockaddr *o2t, const eip_cpf_sockaddr *t2o) {
  if (!session_lives(self, origin) || message.length > eip_encap_unconnected_room(&self->environment->config)) {
    self->environment->counters.replies_dropped++;
    return;
  }
  eip_writer reply = begin_reply(self, origin, EIP_COMMAND_SEND_RR_DATA);
  eip_writer_u16(&reply, item_count(o2t, t2o));
  eip_writer_u16(&reply, EIP_ITEM_NULL_ADDRESS);
  eip_writer_u16(&reply, 0);
  eip_writer_u16(&reply, EIP_ITEM_UNCONNECTED_DATA);
  eip_writer_u16(&reply, (uint16_t)message.length);
  eip_writer_span(&reply, message);
  eip_cpf_sockaddr_write(&reply, EIP_ITEM_SOCKADDR_O2T, o2t);
  eip_cpf_sockaddr_write(&reply, EIP_ITEM_SOCKADDR_T2O, t2o);
  eip_outgoing_tcp(self, origin->peer, &reply);
}

void eip_encap_send_connected(eip_encap *self, const eip_encap_origin *origin, uint32_t connection_id,
                              uint16_t sequence_count, eip_span message) {
  if (!session_lives(self, origin) || message.length > eip_encap_reply_room(&self->environment->config)) {
    self->environment->counters.replies_dropped++;
    return;
  }
  eip_writer reply = begin_reply(self, origin, EIP_COMMAND_SEND_UNIT_DATA);
  eip_writer_u16(&reply, 2);
  eip_writer_u16(&reply, EIP_ITEM_CONNECTED_ADDRESS);
  eip_writer_u16(&reply, sizeof connection_id);
  eip_writer_u32(&reply, connection_id);
  eip_writer_u16(&reply, EIP_ITEM_CONNECTED_DATA);
  eip_writer_u16(&reply, (uint16_t)(EIP_SEQUENCE_COUNT + message.length));
  eip_writer_u16(&reply, sequence_count);
  eip_writer_span(&reply, message);
  eip_outgoing_tcp(self, origin->peer, &reply);
}
