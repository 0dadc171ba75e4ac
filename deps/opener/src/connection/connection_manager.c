#include "connection/connection_manager.h"

#include "connection/connection_data.h"
#include "connection/forward_close.h"
#include "connection/forward_open.h"
#include "connection/table.h"
#include "connection/unconnected_send.h"

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

/* ---- attributes 12, 13: bytes for what connections carry. 11, the processor's load, is not ours to know. ---- */

/* The data of an I/O connection T->O, the reply of a class 3 connection. */
static uint32_t buffer_bytes(const eip_connections *self, uint32_t io, uint32_t explicit) {
  const eip_config *config = &self->environment->config;
  return io * config->limits.max_io_data + explicit * (uint32_t)eip_encap_reply_room(config);
}

static uint8_t get_buffer_size(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_connections *self = object;
  const eip_limits *limits = &self->environment->config.limits;
  eip_writer_u32(value, buffer_bytes(self, limits->io_connections, limits->explicit_connections));
  return EIP_CIP_SUCCESS;
}

static uint8_t get_buffer_left(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_connections *self = object;
  const eip_slots *io = &self->slots, *explicit = &self->explicit_connections.slots;
  eip_writer_u32(value, buffer_bytes(self, io->capacity - io->used, explicit->capacity - explicit->used));
  return EIP_CIP_SUCCESS;
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
    {12, EIP_ATTRIBUTE_SINGLE, get_buffer_size, NULL},
    {13, EIP_ATTRIBUTE_SINGLE, get_buffer_left, NULL},
};

/* ---- services ---- */

static const eip_service services[] = {
    {.code = EIP_SERVICE_UNCONNECTED_SEND,
     .on_instance = true,
     .passive = true,
     .alone = true,
     .run = eip_unconnected_send_run},
    {.code = EIP_SERVICE_GET_CONNECTION_DATA, .on_instance = true, .passive = true, .run = eip_connection_data_get},
    {.code = EIP_SERVICE_SEARCH_CONNECTION_DATA,
     .on_instance = true,
     .passive = true,
     .run = eip_connection_data_search},
    {.code = EIP_SERVICE_GET_CONNECTION_OWNER, .on_instance = true, .passive = true, .run = eip_connection_owner_get},
    {.code = EIP_SERVICE_FORWARD_CLOSE,
     .on_instance = true,
     .passive = true,
     .alone = true,
     .run = eip_forward_close_run},
    {.code = EIP_SERVICE_FORWARD_OPEN,
     .on_instance = true,
     .passive = true,
     .alone = true,
     .run = eip_forward_open_run},
    {.code = EIP_SERVICE_LARGE_FORWARD_OPEN,
     .on_instance = true,
     .passive = true,
     .alone = true,
     .run = eip_forward_open_run},
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
