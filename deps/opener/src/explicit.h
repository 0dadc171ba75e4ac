/* Explicit messages between the encapsulation and the message router. */
#ifndef EIP_EXPLICIT_H
#define EIP_EXPLICIT_H

#include "stack.h"

/* What the encapsulation hands up. */
eip_encap_upper eip_explicit_upper(eip_stack *stack);

/* Sends the reply of a request, now or after it was pending. `user`: eip_stack. */
void eip_explicit_reply(void *user, const eip_request *request, eip_reply *reply);

#endif
