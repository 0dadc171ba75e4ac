/* Configuration data of a Forward Open (docs/protocol.md, "Configuration data"). */
#ifndef EIP_CONNECTION_CONFIGURATION_H
#define EIP_CONNECTION_CONFIGURATION_H

#include "connection/opening.h"

/* Size and conflicts: 01/0126, 0110, 0106. Decides what is to be delivered to the application. */
eip_refusal eip_open_check_configuration(eip_opening *opening);

/* The answer of an application that gives none in time. */
#define EIP_CONFIGURATION_OVERDUE EIP_REFUSE(EIP_CIP_CONNECTION_FAILURE, EIP_CONN_CONFIG_PATH)

/* An answer of the application as a refusal, general 0 when it accepts. */
eip_refusal eip_configuration_refusal(eip_answer answer);

#endif
