#include "explicit.h"

#include "cip/identity.h"
#include "cip/settings.h"
#include "connected.h"

static void reply_unconnected(eip_stack *self, const eip_request *request, eip_reply *reply) {
  eip_writer out = eip_writer_over(self->reply, request->reply_room);
  eip_router_write_reply(&out, reply);
  eip_encap_send_unconnected(&self->encap, &request->origin, eip_writer_written(&out), &reply->o2t, &reply->t2o);
}

void eip_explicit_reply(void *user, const eip_request *request, eip_reply *reply) {
  if (request->connection) {
    eip_connected_reply(user, request, reply);
  } else {
    reply_unconnected(user, request, reply);
  }
}

static void unconnected(void *user, const eip_encap_origin *origin, const eip_cpf *items) {
  eip_stack *self = user;
  eip_request request = {.origin = *origin,
                         .o2t = items->o2t,
                         .t2o = items->t2o,
                         .reply_room = eip_encap_unconnected_room(&self->environment.config)};
  eip_reply reply = eip_reply_to(&request, self->reply_data);
  eip_outcome outcome = eip_router_run(&self->cip, items->data, &request, &reply);
  if (outcome == EIP_DONE) eip_explicit_reply(self, &request, &reply);
}

static void connected(void *user, const eip_encap_origin *origin, const eip_cpf *items) {
  eip_connected_input(user, origin, items);
}

static void peer_closed(void *user, eip_peer peer) {
  eip_stack *self = user;
  eip_explicit_connections_peer_closed(&self->connections.explicit_connections, peer);
  eip_pending_peer_closed(&self->cip, peer);
}

static bool keeps_peer(void *user, eip_peer peer) {
  const eip_stack *self = user;
  return eip_explicit_connections_live_on(&self->connections.explicit_connections, peer);
}

static eip_encap_device device(void *user) {
  const eip_stack *self = user;
  return (eip_encap_device){.status = eip_identity_status(&self->cip), .state = eip_identity_state(&self->cip)};
}

eip_encap_upper eip_explicit_upper(eip_stack *stack) {
  return (eip_encap_upper){
      .user = stack,
      .unconnected = unconnected,
      .connected = connected,
      .peer_closed = peer_closed,
      .keeps_peer = keeps_peer,
      .device = device,
  };
}

/* ---- the public calls about explicit messages ---- */

bool eip_tcp_make_room(eip_stack *self, uint64_t now_us) {
  self->environment.now_us = now_us;
  return eip_encap_make_room(&self->encap);
}

eip_status eip_tcp_accept(eip_stack *self, eip_endpoint remote, uint64_t now_us, eip_peer *peer) {
  self->environment.now_us = now_us;
  return eip_encap_accept(&self->encap, remote, peer);
}

eip_status eip_tcp_input(eip_stack *self, eip_peer peer, eip_span bytes, uint64_t now_us) {
  self->environment.now_us = now_us;
  return eip_encap_tcp_input(&self->encap, peer, bytes);
}

void eip_tcp_closed(eip_stack *self, eip_peer peer) { eip_encap_closed(&self->encap, peer); }

eip_peer eip_tcp_next_close(eip_stack *self) { return eip_encap_next_close(&self->encap); }

void eip_udp_input(eip_stack *self, eip_endpoint from, bool to_all, eip_span bytes, uint64_t now_us) {
  self->environment.now_us = now_us;
  eip_encap_udp_input(&self->encap, from, to_all, bytes);
}

eip_status eip_request_complete(eip_stack *self, eip_token token, eip_answer answer, eip_span data, uint64_t now_us) {
  self->environment.now_us = now_us;
  eip_status status = eip_pending_complete(&self->cip, token, answer, data);
  return status == EIP_ERR_UNKNOWN ? eip_settings_complete(&self->cip, token, answer) : status;
}
