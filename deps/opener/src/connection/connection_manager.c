#include "connection/connection_manager.h"

#include "connection/forward_close.h"
#include "connection/forward_open.h"

enum { CLASS_CONNECTION_MANAGER = 0x06, REVISION = 1 };

static uint32_t next_instance(void *object, uint32_t after) {
  (void)object;
  return after < 1 ? 1 : 0;
}

static const eip_service services[] = {
    {EIP_SERVICE_FORWARD_CLOSE, false, true, eip_forward_close_run},
    {EIP_SERVICE_FORWARD_OPEN, false, true, eip_forward_open_run},
    {EIP_SERVICE_LARGE_FORWARD_OPEN, false, true, eip_forward_open_run},
};

const eip_class eip_connection_manager_class = {
    .id = CLASS_CONNECTION_MANAGER,
    .revision = REVISION,
    .services = services,
    .service_count = sizeof services / sizeof *services,
    .next_instance = next_instance,
};
