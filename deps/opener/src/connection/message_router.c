#include "connection/message_router.h"

#include "cip/service_packet.h"
#include "connection/census.h"

enum { CLASS_MESSAGE_ROUTER = 0x02, REVISION = 1 };

/* Class ids are 16 bits wide here; a wider one has no place in the list. */
static uint8_t get_object_list(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_cip *cip = ((const eip_connections *)object)->cip;
  size_t place = eip_writer_reserve_u16(value);
  uint16_t count = 0;
  for (uint32_t i = 0; i < cip->class_count; i++) {
    uint32_t id = cip->classes[i].class->id;
    if (id > UINT16_MAX) continue;
    eip_writer_u16(value, (uint16_t)id);
    count++;
  }
  eip_writer_patch_u16(value, place, count);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_number_available(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, (uint16_t)eip_census_places(object));
  return EIP_CIP_SUCCESS;
}

static uint8_t get_number_active(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_counters *counters = &((const eip_connections *)object)->environment->counters;
  eip_writer_u16(value, (uint16_t)(counters->io_connections + counters->explicit_connections));
  return EIP_CIP_SUCCESS;
}

/* By their connection numbers, which fit into the 16 bits that an entry has (check on the wire). */
static uint8_t get_active_connections(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_connection_entry entry;
  for (uint32_t number = 0; number < eip_census_places(object); number++) {
    if (eip_census_by_number(object, number, &entry)) eip_writer_u16(value, (uint16_t)number);
  }
  return EIP_CIP_SUCCESS;
}

static const eip_attribute attributes[] = {
    {.id = 1, .access = EIP_ATTRIBUTE_SINGLE, .get = get_object_list},
    {.id = 2, .access = EIP_ATTRIBUTE_SINGLE, .get = get_number_available},
    {.id = 3, .access = EIP_ATTRIBUTE_SINGLE, .get = get_number_active},
    {.id = 4, .access = EIP_ATTRIBUTE_SINGLE, .get = get_active_connections},
};

static eip_outcome run_packet(void *object, const eip_request *request, eip_reply *reply) {
  return eip_service_packet_run(((const eip_connections *)object)->cip, request, reply);
}

static const eip_service services[] = {
    {.code = EIP_SERVICE_MULTIPLE_SERVICE_PACKET, .on_instance = true, .passive = true, .run = run_packet},
};

const eip_class eip_message_router_class = {
    .id = CLASS_MESSAGE_ROUTER,
    .revision = REVISION,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .services = services,
    .service_count = sizeof services / sizeof *services,
    .next_instance = eip_class_single_instance,
};
