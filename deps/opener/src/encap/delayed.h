/* Answers to a broadcast ListIdentity, each after a random time, so that a plant does not answer at once
 * (docs/protocol.md, "ListIdentity"). */
#ifndef EIP_ENCAP_DELAYED_H
#define EIP_ENCAP_DELAYED_H

#include "encap/encap.h"
#include "encap/header.h"

struct eip_delayed_reply {
  eip_deadline deadline; /* first: the reply is found again from its node */
  eip_encap *encap;
  eip_endpoint to;
  eip_encap_header request;
  eip_delayed_reply *next; /* free one */
};

void eip_delayed_init_all(eip_encap *encap, eip_delayed_reply *places);

/* Answers `request` later; dropped and counted when every place waits. */
void eip_delayed_schedule(eip_encap *encap, eip_endpoint to, const eip_encap_header *request);

#endif
