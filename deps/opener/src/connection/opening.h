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
  const eip_connection_point *point;  /* found by the path checks */
  const eip_assembly *output, *input; /* the point's */
  eip_span configuration;             /* data for the application, empty = none to deliver */
  bool configured;                    /* configuration data came, delivered or the same as before */
} eip_opening;

/* One check: the refusal, or one with general 0 when there is nothing to object to. */
typedef eip_refusal (*eip_open_check)(eip_opening *opening);

/* Nothing to object to. */
static inline eip_refusal eip_open_passes(void) { return (eip_refusal){0}; }

#endif
