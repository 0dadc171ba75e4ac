#include "connection/connection_manager.h"

#include "connection/forward_close.h"
#include "connection/forward_open.h"
#include "connection/table.h"

enum { CLASS_CONNECTION_MANAGER = 0x06, REVISION = 1 };

static uint32_t next_instance(void *object, uint32_t after) {
  (void)object;
  return after < 1 ? 1 : 0;
}

/* ---- attributes 1-8: 16-bit counters that wrap ---- */

static const eip_counters *counters_of(const void *object) {
  const eip_connections *connections = object;
  return &connections->environment->counters;
}

static uint8_t put(eip_writer *value, uint64_t count) {
  eip_writer_u16(value, (uint16_t)count);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_opens(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->opens);
}

static uint8_t get_open_format_rejects(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->open_format_rejects);
}

static uint8_t get_open_resource_rejects(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->open_resource_rejects);
}

static uint8_t get_open_other_rejects(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->open_other_rejects);
}

static uint8_t get_closes(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->closes);
}

static uint8_t get_close_format_rejects(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->close_format_rejects);
}

static uint8_t get_close_other_rejects(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->close_rejects - counters_of(object)->close_format_rejects);
}

static uint8_t get_timeouts(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  return put(value, counters_of(object)->timeouts);
}

static const eip_attribute attributes[] = {
    {1, EIP_ATTRIBUTE_SINGLE, get_opens, NULL},
    {2, EIP_ATTRIBUTE_SINGLE, get_open_format_rejects, NULL},
    {3, EIP_ATTRIBUTE_SINGLE, get_open_resource_rejects, NULL},
    {4, EIP_ATTRIBUTE_SINGLE, get_open_other_rejects, NULL},
    {5, EIP_ATTRIBUTE_SINGLE, get_closes, NULL},
    {6, EIP_ATTRIBUTE_SINGLE, get_close_format_rejects, NULL},
    {7, EIP_ATTRIBUTE_SINGLE, get_close_other_rejects, NULL},
    {8, EIP_ATTRIBUTE_SINGLE, get_timeouts, NULL},
};

/* ---- services ---- */

static const eip_service services[] = {
    {EIP_SERVICE_FORWARD_CLOSE, false, true, eip_forward_close_run},
    {EIP_SERVICE_FORWARD_OPEN, false, true, eip_forward_open_run},
    {EIP_SERVICE_LARGE_FORWARD_OPEN, false, true, eip_forward_open_run},
};

const eip_class eip_connection_manager_class = {
    .id = CLASS_CONNECTION_MANAGER,
    .revision = REVISION,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .services = services,
    .service_count = sizeof services / sizeof *services,
    .next_instance = next_instance,
};
