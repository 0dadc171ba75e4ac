/* One stack in exactly the memory it asked for, with everything it says recorded.
 *
 * The usual world is the sample layout: output 150 and input 100 of 32 bytes, configuration 151 of 10 bytes, one
 * exclusive owner 150/100/151; one scanner 10.0.0.2 with a session. Every input is handed over in an allocation of
 * its exact size, so that a sanitizer sees one byte read too many. */
#ifndef TEST_CORE_SUPPORT_WORLD_H
#define TEST_CORE_SUPPORT_WORLD_H

#include "opener/assembly.h"
#include "opener/counters.h"
#include "opener/stack.h"

enum {
  WORLD_OUTPUT = 150,
  WORLD_INPUT = 100,
  WORLD_CONFIGURATION = 151,
  WORLD_SIZE = 32,
  WORLD_CONFIGURATION_SIZE = 10,
  WORLD_EVENTS = 64,
  WORLD_SENT = 1 << 16
};

#define WORLD_SCANNER UINT32_C(0x0A000002)  /* 10.0.0.2 */
#define WORLD_STRANGER UINT32_C(0x0A000003) /* 10.0.0.3 */

typedef struct {
  eip_connection_change change;
  eip_connection_info info;
} world_event;

typedef struct {
  eip_config config;
  eip_stack *stack;
  void *memory;
  uint64_t now_us;
  eip_peer peer; /* the scanner's TCP connection */
  uint32_t session;

  /* memory of the assemblies */
  uint8_t output[WORLD_SIZE], input[WORLD_SIZE], configuration[WORLD_CONFIGURATION_SIZE];

  /* what was sent over TCP since the last world_forget */
  uint8_t sent[WORLD_SENT];
  size_t sent_length;
  eip_peer sent_to;  /* the last one */
  uint32_t udp_sent; /* datagrams from port 44818, ever */
  uint32_t random_state;

  /* what the application heard */
  world_event events[WORLD_EVENTS];
  size_t event_count;
  uint32_t outputs; /* output_received calls; the last one: */
  uint8_t output_data[WORLD_SIZE];
  size_t output_length;
  bool output_run;
  uint16_t output_count;
  uint32_t configurations; /* configuration_received calls; the last one: */
  uint8_t configuration_data[WORLD_CONFIGURATION_SIZE];
  size_t configuration_length;
  eip_connection_info candidate;
  eip_token token;
  uint32_t inputs_wanted;

  /* how it behaves */
  eip_answer configuration_answer;
  bool complete_inside; /* configuration_received completes its token with completion_answer */
  eip_answer completion_answer;
  bool write_when_wanted; /* input_wanted counts up the first byte of the input */
} world;

/* The configuration of the usual world: limits small enough to be exhausted. */
eip_config world_config(world *self);

/* A stack of self->config with assemblies, point, scanner and session. Ends the program when that fails. */
void world_start(world *self);
/* A stack of self->config and nothing in it. */
void world_start_empty(world *self);
/* The usual world. The caller frees it with world_free. */
world *world_new(void);
void world_free(world *self);

/* Forgets what was sent and heard. */
void world_forget(world *self);

/* An output, an input of 32 bytes and an owner's point over them, in memory of the world. */
void world_declare(world *self, uint32_t output, uint32_t input, uint32_t configuration);

/* Accepts a TCP connection and registers a session on it. */
eip_peer world_connect(world *self, uint32_t address, uint32_t *session);

/* Bytes of a peer, in an allocation of their own. */
eip_status world_tcp(world *self, eip_peer peer, const void *bytes, size_t length);
/* A datagram on the I/O port, in an allocation of its own. */
eip_io_verdict world_io(world *self, uint32_t address, const void *bytes, size_t length);

/* Time passes: due watchdogs and answers. */
void world_advance(world *self, uint64_t by_us);

/* How often the application heard of this change. */
size_t world_heard(const world *self, eip_connection_change change);

#endif
