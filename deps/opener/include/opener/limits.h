/* The limits of one stack: chosen at run time, paid in the memory given to eip_stack_init.
 * Beyond a limit the wire gets an orderly refusal; nothing asserts and nothing stalls. */
#ifndef OPENER_LIMITS_H
#define OPENER_LIMITS_H

#include <stdint.h>

typedef struct {
  /* TCP connections at once, registered or not. 1-4096, default 512; each costs about
   * 100 bytes + max_message. One more: eip_tcp_accept returns EIP_ERR_LIMIT. */
  uint32_t peers;

  /* Encapsulation sessions at once. 1-4096, default 512, no cost beyond its peer.
   * One more: RegisterSession is answered with status 0x02. */
  uint32_t sessions;

  /* Bytes of one encapsulation message, its 24-byte header included. 128-65535, default 1024.
   * A longer one: status 0x65, then the TCP connection is closed. A class 3 connection may be opened with a size of
   * up to 44 bytes less: one that asks for more is refused with 01/0109. */
  uint32_t max_message;

  /* I/O connections at once. 1-4096, default 512; each costs about 700 bytes + max_io_data.
   * One more: Forward Open is refused with 01/0113. */
  uint32_t io_connections;

  /* Class 3 connections (connected explicit messages) at once. 1-4096, default 128; each costs about
   * 140 bytes + max_message. One more: Forward Open is refused with 01/0113. */
  uint32_t explicit_connections;

  /* Bytes of the largest assembly that an I/O connection carries. 0-65000, default 512.
   * eip_assembly_create refuses a larger output or input assembly. */
  uint32_t max_io_data;

  /* Assembly objects. 1-4096, default 64; each costs about 40 bytes (its data is the caller's). */
  uint32_t assemblies;

  /* Declared connection points (triples of output, input, configuration). 1-4096, default 64; 64 bytes each. */
  uint32_t connection_points;

  /* CIP classes, the built-in ones included. 8-256, default 32; about 200 bytes each. */
  uint32_t classes;

  /* Requests whose reply comes later (EIP_PENDING), at once. 1-1024, default 32; each costs about
   * 600 bytes + 2 x max_message. One more is answered with 0x02 without asking the application. A Multiple Service
   * Packet takes a place while one of its requests waits, and for a moment two when the next one waits as well. */
  uint32_t pending_requests;

  /* Broadcast ListIdentity requests that wait for their random delay. 1-256, default 16; 80 bytes each.
   * One more is dropped and counted. */
  uint32_t delayed_replies;
} eip_limits;

eip_limits eip_limits_default(void);

#endif
