/* What one stack consists of. Only the files of this folder see it whole; each layer keeps to its own part. */
#ifndef EIP_STACK_H
#define EIP_STACK_H

#include "cip/cip.h"
#include "connection/table.h"
#include "encap/encap.h"
#include "opener/stack.h"

struct eip_stack {
  eip_environment environment;
  eip_encap encap;
  eip_cip cip;
  eip_connections connections;
  uint8_t *reply_data; /* of the explicit request under way */
  uint8_t *reply;      /* the whole reply, on its way to the encapsulation */
};

#endif
