#include "encap/session.h"

#include "encap/outgoing.h"

enum { REGISTER_LENGTH = 4, PROTOCOL_VERSION = 1 };

bool eip_session_holds(const eip_peer_state *peer, uint32_t handle) {
  return peer->session != 0 && handle == peer->session;
}

void eip_session_end(eip_encap *encap, eip_peer_state *peer) {
  if (!peer->session) return;
  eip_slots_free(&encap->session_slots, eip_slots_find(&encap->session_slots, peer->session));
  peer->session = 0;
  encap->environment->counters.sessions--;
}

static bool begin(eip_encap *encap, eip_peer_state *peer) {
  const eip_host *host = &encap->environment->config.host;
  uint32_t slot = eip_slots_take(&encap->session_slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) {
    encap->environment->counters.sessions_refused++;
    return false;
  }
  peer->session = eip_slots_id(&encap->session_slots, slot);
  encap->environment->counters.sessions++;
  return true;
}

/* Says which version we speak, also to whoever asked for another. */
static void send_version(eip_encap *encap, const eip_peer_state *peer, const eip_encap_header *request,
                         uint32_t session, uint32_t status) {
  eip_writer reply = eip_outgoing_reply(encap, request, session, status);
  eip_writer_u16(&reply, PROTOCOL_VERSION);
  eip_writer_u16(&reply, 0);
  eip_outgoing_tcp(encap, eip_peer_id(peer), &reply);
}

void eip_session_register(eip_encap *encap, eip_peer_state *peer, const eip_encap_message *message) {
  const eip_encap_header *header = &message->header;
  eip_reader data = eip_reader_over(message->data.bytes, message->data.length);
  uint16_t version = eip_reader_u16(&data);
  uint16_t options = eip_reader_u16(&data);
  if (message->data.length != REGISTER_LENGTH) {
    eip_outgoing_refuse(encap, eip_peer_id(peer), header, EIP_ENCAP_INVALID_LENGTH);
  } else if (version != PROTOCOL_VERSION || options != 0) {
    encap->environment->counters.encap_errors++;
    send_version(encap, peer, header, 0, EIP_ENCAP_UNSUPPORTED_PROTOCOL);
  } else if (peer->session) {
    eip_outgoing_refuse(encap, eip_peer_id(peer), header, EIP_ENCAP_INVALID_COMMAND);
  } else if (!begin(encap, peer)) {
    eip_outgoing_refuse(encap, eip_peer_id(peer), header, EIP_ENCAP_NO_RESOURCES);
  } else {
    send_version(encap, peer, header, peer->session, EIP_ENCAP_SUCCESS);
  }
}
