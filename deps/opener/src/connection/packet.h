/* The T->O datagram: laid out once at the opening, afterwards only counters and data change
 * (docs/protocol.md, "I/O data"). There is no encapsulation header on the I/O port. */
#ifndef EIP_CONNECTION_PACKET_H
#define EIP_CONNECTION_PACKET_H

#include "opener/types.h"

/* Bytes for a datagram that carries up to `data` bytes of an assembly. */
size_t eip_packet_room(size_t data);

/* Lays out a modeless datagram in `packet`: all but the counters and the data. Its length. */
uint32_t eip_packet_build(uint8_t *packet, uint32_t connection_id, uint16_t data_size);

void eip_packet_set_sequence(uint8_t *packet, uint32_t sequence);
/* New data and the CIP sequence count that tells of it. The span has the size it was built for. */
void eip_packet_set_data(uint8_t *packet, uint16_t count, eip_span data);

#endif
