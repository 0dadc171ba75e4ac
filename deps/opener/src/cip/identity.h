/* Identity object (class 0x01; docs/protocol.md, "Identity object"). */
#ifndef EIP_CIP_IDENTITY_H
#define EIP_CIP_IDENTITY_H

#include "cip/cip.h"

extern const eip_class eip_identity_class; /* object: eip_cip */

/* Attributes 5 and 8 as they are now; ListIdentity tells them too. */
uint16_t eip_identity_status(const eip_cip *self);
uint8_t eip_identity_state(const eip_cip *self);

#endif
