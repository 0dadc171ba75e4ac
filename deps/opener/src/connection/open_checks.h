/* The checks of Forward Open, in the order in which they answer (docs/protocol.md, "Order of checks"). */
#ifndef EIP_CONNECTION_OPEN_CHECKS_H
#define EIP_CONNECTION_OPEN_CHECKS_H

#include "connection/opening.h"

/* Runs every check behind the parsing of the request. The first objection, or general 0. Changes nothing
 * but `opening`. */
eip_refusal eip_open_checks_run(eip_opening *opening);

#endif
