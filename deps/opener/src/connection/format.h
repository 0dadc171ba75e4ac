/* Real-time formats (docs/protocol.md, "Real-time formats"): what stands before the data of an assembly. */
#ifndef EIP_CONNECTION_FORMAT_H
#define EIP_CONNECTION_FORMAT_H

#include "opener/assembly.h"

/* Class 1: the CIP sequence count, then the run/idle header where the format has one. */
enum { EIP_SEQUENCE_COUNT_SIZE = 2, EIP_RUN_HEADER_SIZE = 4 };

/* Bytes of a class 1 connection that carries `data` bytes: what the size of a Forward Open counts. */
static inline uint16_t eip_format_size(eip_realtime_format format, uint16_t data) {
  uint16_t header = format == EIP_FORMAT_HEADER_32BIT ? EIP_RUN_HEADER_SIZE : 0;
  return (uint16_t)(EIP_SEQUENCE_COUNT_SIZE + header + data);
}

#endif
