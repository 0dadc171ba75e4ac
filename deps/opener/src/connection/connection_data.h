/* What the Connection Manager tells about connections: Get Connection Data (0x56), Search Connection Data (0x57), Get
 * Connection Owner (0x5A) (docs/protocol.md, "Connection Manager object"). `object`: eip_connections. */
#ifndef EIP_CONNECTION_CONNECTION_DATA_H
#define EIP_CONNECTION_CONNECTION_DATA_H

#include "cip/message.h"

enum {
  EIP_SERVICE_GET_CONNECTION_DATA = 0x56,
  EIP_SERVICE_SEARCH_CONNECTION_DATA = 0x57,
  EIP_SERVICE_GET_CONNECTION_OWNER = 0x5A
};

eip_outcome eip_connection_data_get(void *object, const eip_request *request, eip_reply *reply);
eip_outcome eip_connection_data_search(void *object, const eip_request *request, eip_reply *reply);
eip_outcome eip_connection_owner_get(void *object, const eip_request *request, eip_reply *reply);

#endif
