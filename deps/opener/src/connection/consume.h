/* O->T: a datagram on the I/O port becomes data for the application (docs/protocol.md, "I/O data"). */
#ifndef EIP_CONNECTION_CONSUME_H
#define EIP_CONNECTION_CONSUME_H

#include "connection/table.h"

/* See eip_io_input. */
eip_io_verdict eip_connections_consume(eip_connections *self, eip_endpoint from, eip_span bytes, uint64_t now_us,
                                       uint32_t *slot);

#endif
