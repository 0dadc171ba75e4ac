/* The encapsulation layer alone, between a host that keeps what is sent and an upper layer that answers
 * every unconnected message with its own bytes. */
#ifndef EIP_TEST_CORE_ENCAP_RIG_H
#define EIP_TEST_CORE_ENCAP_RIG_H

#include "encap/encap.h"
#include "encap/header.h"
#include "exact.h"

enum { RIG_SECOND = 1000000 };

typedef struct {
  eip_environment environment;
  eip_encap encap;
  void *memory;

  uint8_t sent[65536 * 2]; /* since rig_clear, one message behind the other */
  size_t sent_length;
  unsigned tcp_sends, udp_sends;
  eip_peer sent_to;
  eip_endpoint sent_to_endpoint;
  uint32_t random; /* the next number, then counted up by an odd step */

  unsigned unconnected, connected, peers_closed;
  eip_peer closed_peer;
  eip_encap_origin origin; /* of the last message that went up */
  bool holds_replies;      /* the upper layer answers later */
  bool keeps_peers;        /* class 3 connections live on every peer */
} encap_rig;

/* The default configuration, an identity, and small pools; change it before encap_rig_start. */
encap_rig *encap_rig_make(void);
void encap_rig_start(encap_rig *self);
void encap_rig_free(encap_rig *self);

void encap_rig_clear(encap_rig *self);
eip_span encap_rig_sent(const encap_rig *self);

eip_peer encap_rig_accept(encap_rig *self);
/* Gives the bytes in an allocation of their exact size. */
eip_status encap_rig_input(encap_rig *self, eip_peer peer, eip_span bytes);
void encap_rig_datagram(encap_rig *self, bool to_all, eip_span bytes);
/* Time goes on; everything due on the way happens at its time. */
void encap_rig_advance(encap_rig *self, uint64_t to_us);

/* A whole message: data in hex, context c0..c7, options and status 0. */
exact encap_rig_message(uint16_t command, uint32_t session, const char *data_hex);
/* The session of a peer that registers now. */
uint32_t encap_rig_register(encap_rig *self, eip_peer peer);
/* Header of the last reply, all zeros when nothing was sent. */
eip_encap_header encap_rig_reply(const encap_rig *self);

#endif
