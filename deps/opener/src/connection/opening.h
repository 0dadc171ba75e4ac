/* A Forward Open on its way through the checks. Lives on the stack of one call. */
#ifndef EIP_CONNECTION_OPENING_H
#define EIP_CONNECTION_OPENING_H

#include "connection/open_path.h"
#include "connection/open_request.h"
#include "connection/refusal.h"
#include "connection/table.h"

typedef struct {
  eip_connections *table;
  const eip_request *request;
  eip_open_request open;
  eip_open_path path;
  const eip_connection_point *point; /* found by the path checks */
  eip_assembly *output, *input;      /* the point's, NULL where it carries no data */
  uint16_t o2t_data, t2o_data;       /* bytes of them that travel, found by the size checks */
  eip_production *shared;            /* multicast: the production that it will share, NULL = none runs */
  eip_span configuration;            /* data for the application, empty = none to deliver */
  bool configured;                   /* configuration data came, delivered or the same as before */
} eip_opening;

/* One check: the refusal, or one with general 0 when there is nothing to object to. */
typedef eip_refusal (*eip_open_check)(eip_opening *opening);

/* Nothing to object to. */
static inline eip_refusal eip_open_passes(void) { return (eip_refusal){0}; }

/* Reads the request's data. A CIP status: see eip_open_request_parse. */
uint8_t eip_opening_parse(eip_opening *self);

/* A Null Forward Open: both directions null. */
static inline bool eip_opening_is_null(const eip_opening *self) {
  return self->open.o2t.type == EIP_NETWORK_NULL && self->open.t2o.type == EIP_NETWORK_NULL;
}

static inline bool eip_opening_is_multicast(const eip_opening *self) {
  return self->open.t2o.type == EIP_NETWORK_MULTICAST;
}

#endif
