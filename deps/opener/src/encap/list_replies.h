/* What ListServices, ListIdentity and ListInterfaces answer (docs/protocol.md, "ListIdentity"). */
#ifndef EIP_ENCAP_LIST_REPLIES_H
#define EIP_ENCAP_LIST_REPLIES_H

#include "encap/outgoing.h"

/* True for the three List commands, which need no session. */
bool eip_list_is_command(uint16_t command);

/* The whole reply to a List command. */
eip_writer eip_list_reply(eip_encap *self, const eip_encap_header *request);

#endif
