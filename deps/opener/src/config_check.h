/* The ranges that include/opener/config.h and limits.h promise. */
#ifndef EIP_CONFIG_CHECK_H
#define EIP_CONFIG_CHECK_H

#include "opener/config.h"

/* True when every value is inside its range and the host's callbacks are there. */
bool eip_config_valid(const eip_config *config);

#endif
