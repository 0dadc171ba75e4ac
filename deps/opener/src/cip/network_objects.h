/* The objects about the network (docs/protocol.md: "QoS object", "Port object", "TCP/IP Interface object", "Ethernet
 * Link object"): what config.interface tells, and the settings. Their object is the eip_cip. */
#ifndef EIP_CIP_NETWORK_OBJECTS_H
#define EIP_CIP_NETWORK_OBJECTS_H

#include "cip/cip.h"

extern const eip_class eip_qos_class;
extern const eip_class eip_port_class;
extern const eip_class eip_tcp_ip_interface_class;
extern const eip_class eip_ethernet_link_class;

#endif
