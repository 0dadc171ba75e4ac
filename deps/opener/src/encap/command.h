/* One whole message: which command it is and what that does (docs/protocol.md, "Encapsulation"). */
#ifndef EIP_ENCAP_COMMAND_H
#define EIP_ENCAP_COMMAND_H

#include "encap/header.h"
#include "encap/peer.h"

/* A message over TCP. False: close the connection. */
bool eip_command_run_tcp(eip_encap *self, eip_peer_state *from, const eip_encap_message *message);

/* A message in a datagram. `to_all`: it came to a broadcast or multicast address. */
void eip_command_run_udp(eip_encap *self, eip_endpoint from, bool to_all, const eip_encap_message *message);

#endif
