/* Sessions: RegisterSession, UnRegisterSession, and whose handle a message carries. */
#ifndef EIP_ENCAP_SESSION_H
#define EIP_ENCAP_SESSION_H

#include "encap/header.h"
#include "encap/peer.h"

/* Answers a RegisterSession. */
void eip_session_register(eip_encap *encap, eip_peer_state *peer, const eip_encap_message *message);

/* True when `handle` is the session of this TCP connection: one of another connection is as wrong as none. */
bool eip_session_holds(const eip_peer_state *peer, uint32_t handle);

/* Gives the handle back; nothing when there is none. */
void eip_session_end(eip_encap *encap, eip_peer_state *peer);

#endif
