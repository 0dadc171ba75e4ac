/* TCP connections: who is there, how long it has been silent, and what it has sent of a message so far. */
#ifndef EIP_ENCAP_PEER_H
#define EIP_ENCAP_PEER_H

#include "encap/encap.h"

struct eip_peer_state {
  eip_deadline silence; /* first: the peer is found again from its node */
  eip_encap *encap;
  eip_endpoint remote;
  uint64_t heard_us;   /* accepted, or its last whole message */
  uint32_t session;    /* 0 = none */
  bool closing;        /* timed out; waits for eip_encap_next_close */
  eip_peer next_close; /* behind it in that queue */
  uint8_t *partial;    /* max_message bytes: the beginning of a message */
  size_t partial_length;
  uint64_t began_us; /* when that beginning came */
};

/* Readies the tables of a new encapsulation layer. */
void eip_peer_init_all(eip_encap *encap, eip_slot *slots, uint8_t *partials);

/* NULL: gone, or about to be. */
eip_peer_state *eip_peer_find(const eip_encap *encap, eip_peer peer);
eip_peer eip_peer_id(const eip_peer_state *self);

/* Ends its session and what the layers above hold for it; the number matches nothing any more. */
void eip_peer_forget(eip_peer_state *self);

/* A message has begun and not ended: its time runs. */
void eip_peer_message_began(eip_peer_state *self);

/* The inactivity timeout is another: it holds for those who are connected too, from their last message on. */
void eip_peer_settle_inactivity(eip_encap *encap);

#endif
