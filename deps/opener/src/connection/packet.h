/* The T->O datagram: laid out once at the opening, afterwards only counters, header and data change
 * (docs/protocol.md, "I/O data"). There is no encapsulation header on the I/O port. */
#ifndef EIP_CONNECTION_PACKET_H
#define EIP_CONNECTION_PACKET_H

#include "base/bytes.h"
#include "opener/assembly.h"

/* Places in every datagram. */
enum {
  EIP_PACKET_SEQUENCE_AT = 10, /* behind item count, item head and connection id */
  EIP_PACKET_LENGTH_AT = 16,   /* of the data item */
  EIP_PACKET_ITEM_AT = 18      /* behind the head of the data item */
};

typedef struct {
  uint8_t *bytes;
  uint32_t length; /* of the datagram as it is now: a zero-length format shrinks it */
  uint16_t data_size;
  uint8_t data_at; /* in `bytes` */
  uint8_t transport_class;
  eip_realtime_format format;
} eip_packet;

/* Bytes for a datagram that carries up to `data` bytes of an assembly. */
size_t eip_packet_room(size_t data);

/* Lays out a datagram in `bytes`, its format, class and size set: all but the counters, the header and the data. */
void eip_packet_build(eip_packet *self, uint32_t connection_id);

static inline void eip_packet_set_sequence(eip_packet *self, uint32_t sequence) {
  eip_bytes_set_u32_at(self->bytes, EIP_PACKET_SEQUENCE_AT, sequence);
}

/* New data, and the CIP sequence count that tells of it. `data` has data_size bytes; idle is not `run`. */
void eip_packet_set_data(eip_packet *self, uint16_t count, bool run, const uint8_t *data);

/* Whether it holds other data than this. */
bool eip_packet_differs(const eip_packet *self, const uint8_t *data);

/* Whether its format can say run or idle. */
bool eip_packet_tells_run(const eip_packet *self);

#endif
