/* One outgoing message at a time, built in the buffer of the encapsulation layer and handed to the host. */
#ifndef EIP_ENCAP_OUTGOING_H
#define EIP_ENCAP_OUTGOING_H

#include "encap/encap.h"
#include "encap/header.h"

/* Starts the reply to `request`: its command and context, this session and status. Data is written behind. */
eip_writer eip_outgoing_reply(eip_encap *self, const eip_encap_header *request, uint32_t session, uint32_t status);

/* Fills in the length and sends. */
void eip_outgoing_tcp(eip_encap *self, eip_peer to, eip_writer *message);
void eip_outgoing_udp(eip_encap *self, eip_endpoint to, eip_writer *message);

/* An empty reply over TCP that refuses `request`, counted as an error. */
void eip_outgoing_refuse(eip_encap *self, eip_peer to, const eip_encap_header *request, uint32_t status);

#endif
