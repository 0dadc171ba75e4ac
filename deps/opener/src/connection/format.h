/* Real-time formats (docs/protocol.md, "Real-time formats"): what stands before the data of an assembly. */
#ifndef EIP_CONNECTION_FORMAT_H
#define EIP_CONNECTION_FORMAT_H

#include "opener/assembly.h"

enum { EIP_SEQUENCE_COUNT_SIZE = 2, EIP_RUN_HEADER_SIZE = 4, EIP_RUN_HEADER_RUN = 1 };

/* Transport class 0 has no CIP sequence count: every packet counts. */
static inline uint16_t eip_format_count_size(uint8_t transport_class) {
  return transport_class == 0 ? 0 : EIP_SEQUENCE_COUNT_SIZE;
}

/* Bytes in front of the data: the sequence count, then the run/idle header where the format has one. */
static inline uint16_t eip_format_head(eip_realtime_format format, uint8_t transport_class) {
  uint16_t header = format == EIP_FORMAT_HEADER_32BIT ? EIP_RUN_HEADER_SIZE : 0;
  return (uint16_t)(eip_format_count_size(transport_class) + header);
}

/* Bytes of a connection that carries `data` bytes: what the size of a Forward Open counts. */
static inline uint32_t eip_format_size(eip_realtime_format format, uint8_t transport_class, uint16_t data) {
  return (uint32_t)eip_format_head(format, transport_class) + data;
}

#endif
