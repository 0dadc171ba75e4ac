/* Small values that every part of the interface speaks of. */
#ifndef OPENER_TYPES_H
#define OPENER_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that belong to someone else. Valid only as long as the giving side says. */
typedef struct {
  const uint8_t *bytes;
  size_t length;
} eip_span;

/* An IPv4 address and a port, both in host byte order. */
typedef struct {
  uint32_t address;
  uint16_t port;
} eip_endpoint;

/* A TCP connection as the stack knows it. Never 0, never reused at once. */
typedef uint32_t eip_peer;

/* A request whose reply comes later. Never 0, never reused at once. */
typedef uint32_t eip_token;

/* No deadline. */
#define EIP_NEVER UINT64_MAX

/* How an application answers a request of the wire. `general` and `extended` are CIP statuses
 * (docs/protocol.md, "General status"); 0 in `general` accepts. */
typedef struct {
  bool pending; /* the answer comes with eip_request_complete(token, ...) */
  uint8_t general;
  uint16_t extended; /* 0 = none */
} eip_answer;

#define EIP_ACCEPT ((eip_answer){false, 0, 0})
#define EIP_PENDING ((eip_answer){true, 0, 0})
#define EIP_REFUSE(general_status, extended_status) ((eip_answer){false, (general_status), (extended_status)})

#endif
