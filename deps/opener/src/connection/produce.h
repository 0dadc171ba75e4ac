/* T->O: what is due leaves, at absolute deadlines (docs/protocol.md, "I/O data"). */
#ifndef EIP_CONNECTION_PRODUCE_H
#define EIP_CONNECTION_PRODUCE_H

#include "connection/table.h"

/* See eip_io_output. */
bool eip_connections_produce(eip_connections *self, uint64_t now_us, eip_io_datagram *datagram);

#endif
