/* Explicit messages of class 3 connections, between SendUnitData and the message router
 * (docs/protocol.md, "Class 3 connections"). */
#ifndef EIP_CONNECTED_H
#define EIP_CONNECTED_H

#include "stack.h"

/* What the encapsulation hands up of SendUnitData. */
void eip_connected_input(eip_stack *self, const eip_encap_origin *origin, const eip_cpf *items);

/* Sends the reply of a request, now or after it was pending, and keeps it for a repetition. */
void eip_connected_reply(eip_stack *self, const eip_request *request, eip_reply *reply);

#endif
