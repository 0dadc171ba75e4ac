/* What a Forward Open asks of its production (docs/protocol.md, "Multicast"). */
#ifndef EIP_CONNECTION_TERMS_H
#define EIP_CONNECTION_TERMS_H

#include "connection/opening.h"

/* Of a request whose sizes were checked. */
eip_production_terms eip_terms_of(const eip_opening *opening);

/* Check 10: whether two connections can share one production. 01/0112, 0134 to 0139. */
eip_refusal eip_terms_compare(const eip_production_terms *wanted, const eip_production_terms *running,
                              uint32_t o2t_rpi_us);

#endif
