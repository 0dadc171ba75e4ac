/* All live connections by number, I/O and class 3 alike: for the objects that tell about them. */
#ifndef EIP_CONNECTION_CENSUS_H
#define EIP_CONNECTION_CENSUS_H

#include "connection/table.h"

/* What is told about any of them. */
typedef struct {
  uint32_t number; /* 0 .. places - 1: I/O connections by slot, behind them class 3 by slot */
  eip_triad triad;
  uint32_t originator; /* its address */
  uint32_t o2t_id, t2o_id;
  uint32_t o2t_api_us, t2o_api_us;
  uint8_t multiplier;
} eip_connection_entry;

/* limits.io_connections + limits.explicit_connections. */
uint32_t eip_census_places(const eip_connections *self);

/* False: no live connection has this number, this triad. */
bool eip_census_by_number(const eip_connections *self, uint32_t number, eip_connection_entry *entry);
bool eip_census_by_triad(const eip_connections *self, const eip_triad *triad, eip_connection_entry *entry);

#endif
