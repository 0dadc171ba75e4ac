/* What came on a class 3 connection, before it is a request (docs/protocol.md, "Class 3 connections"). */
#ifndef EIP_CONNECTION_EXPLICIT_ARRIVAL_H
#define EIP_CONNECTION_EXPLICIT_ARRIVAL_H

#include "connection/explicit_connection.h"

typedef enum {
  EIP_ARRIVAL_STRAY,    /* unknown id, one of another TCP connection, no sequence count: no reply */
  EIP_ARRIVAL_NEW,      /* a request to be run */
  EIP_ARRIVAL_TOO_LONG, /* a request beyond the size of its connection */
  EIP_ARRIVAL_REPEATED, /* answered already: the stored reply goes out again */
  EIP_ARRIVAL_WAITING   /* being answered: its reply is still to come */
} eip_arrival_kind;

typedef struct {
  eip_explicit_connection *connection;
  uint16_t sequence_count;
  eip_span message;
} eip_arrival;

/* Judges the items of a SendUnitData. Whatever is no stray feeds the watchdog; a new request becomes the one that the
 * connection remembers. */
eip_arrival_kind eip_arrival_judge(eip_arrival *self, eip_explicit_connections *table, const eip_encap_origin *origin,
                                   const eip_cpf *items);

#endif
