/* Services that every class answers out of its table (docs/protocol.md, "Class attributes"). */
#ifndef EIP_CIP_GENERIC_H
#define EIP_CIP_GENERIC_H

#include "cip/cip.h"

enum {
  EIP_SERVICE_GET_ATTRIBUTES_ALL = 0x01,
  EIP_SERVICE_GET_ATTRIBUTE_LIST = 0x03,
  EIP_SERVICE_RESET = 0x05,
  EIP_SERVICE_GET_ATTRIBUTE_SINGLE = 0x0E,
  EIP_SERVICE_SET_ATTRIBUTE_SINGLE = 0x10
};

/* Runs a request whose class and instance exist: the class's own service, else one of those above, else 0x08. */
eip_outcome eip_generic_run(const eip_cip *cip, const eip_class_entry *entry, const eip_request *request,
                            eip_reply *reply);

/* A class attribute. A CIP status. */
uint8_t eip_generic_class_attribute(const eip_class_entry *entry, uint32_t id, eip_writer *value);

#endif
