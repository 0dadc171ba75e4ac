/* Many class 1 connections of several originators to one adapter, and what is sent on them.
 *
 * Connection i belongs to the originator at local address + i % sources, opens output 1000 + i and input 2000 + i, and
 * its T->O id is FLEET_T2O_ID + i. */
#ifndef BENCH_FLEET_H
#define BENCH_FLEET_H

#include "datagram.h"
#include "originator.h"

enum { FLEET_OUTPUT = 1000, FLEET_INPUT = 2000, FLEET_MOST = 1024, FLEET_SOURCES = 16 };
#define FLEET_T2O_ID UINT32_C(0xBE000000)

typedef struct {
  const char *local, *target; /* IPv4; the sources count up from `local` */
  uint16_t port, io_port;     /* of the target; our own I/O port is the same one */
  uint32_t connections, sources;
  uint32_t first; /* instances and ids begin so much higher: for two fleets at one adapter */
  uint32_t o2t_rpi_us, t2o_rpi_us;
  uint16_t data_size;
  uint8_t trigger;
  bool stamped; /* T->O packets get kernel time stamps, from the first one on */
} fleet_plan;

typedef struct {
  fleet_plan plan;
  originator peers[FLEET_SOURCES];
  int sockets[FLEET_SOURCES];      /* UDP, one a source */
  datagram_head heads[FLEET_MOST]; /* O->T */
  uint8_t packet[DATAGRAM_MOST];   /* the last one sent */
  size_t packet_length;
} fleet;

/* Opens all. A connection that is granted other intervals than were asked for ends the program. */
void fleet_open(fleet *self, const fleet_plan *plan);
void fleet_close(fleet *self);

/* Sends the next O->T packet of connection i with `data`; spoilt in its last byte where the benches are told to
 * (EIP_BENCH_CORRUPT, for their tests). False: the kernel had no room. */
bool fleet_send(fleet *self, uint32_t i, const uint8_t *data);

/* Whether the benches' contents are to be wrong. */
bool fleet_corrupts(void);

#endif
