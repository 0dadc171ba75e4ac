/* Ethernet Link object, class 0xF6: the interface that carries our address. */
#include <string.h>

#include "cip/generic.h"
#include "cip/network_objects.h"

enum { SERVICE_GET_AND_CLEAR = 0x4C };
enum { INTERFACE_COUNTERS = 4, MEDIA_COUNTERS = 5 };
enum { FLAG_LINK = 1, FLAG_FULL_DUPLEX = 2, NEGOTIATION_SHIFT = 2 };
enum { NEGOTIATION_UNDER_WAY = 0, NEGOTIATION_DONE = 3, NEGOTIATION_FORCED = 4 };
enum { CONTROL_NEGOTIATE = 1, CONTROL_FULL_DUPLEX = 2 };
enum { STATE_UP = 1, STATE_DOWN = 2 };
enum { ADMIN_ENABLED = 1, ADMIN_DISABLED = 2 };
enum { CAPABILITY_NEGOTIATES = 2 };

static const eip_interface *interface_of(void *object) { return &((eip_cip *)object)->environment->config.interface; }

static uint16_t to_u16(uint32_t value) { return value > UINT16_MAX ? UINT16_MAX : (uint16_t)value; }

static uint8_t get_speed(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u32(value, interface_of(object)->speed_mbit);
  return EIP_CIP_SUCCESS;
}

static uint32_t negotiation(const eip_interface *interface) {
  if (!interface->negotiates) return NEGOTIATION_FORCED;
  return interface->negotiated ? NEGOTIATION_DONE : NEGOTIATION_UNDER_WAY;
}

static uint8_t get_flags(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_interface *interface = interface_of(object);
  uint32_t flags = negotiation(interface) << NEGOTIATION_SHIFT;
  if (interface->link) flags |= FLAG_LINK;
  if (interface->full_duplex) flags |= FLAG_FULL_DUPLEX;
  eip_writer_u32(value, flags);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_mac(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_span(value, (eip_span){interface_of(object)->mac, sizeof interface_of(object)->mac});
  return EIP_CIP_SUCCESS;
}

/* ---- counters, from the last Get_And_Clear on ---- */

static void list_interface_counters(const eip_interface_counters *from, uint32_t to[EIP_INTERFACE_COUNTERS]) {
  const uint32_t counters[EIP_INTERFACE_COUNTERS] = {from->in_octets,    from->in_unicast,  from->in_other,
                                                     from->in_discards,  from->in_errors,   from->in_unknown_protocols,
                                                     from->out_octets,   from->out_unicast, from->out_other,
                                                     from->out_discards, from->out_errors};
  memcpy(to, counters, sizeof counters);
}

static void list_media_counters(const eip_media_counters *from, uint32_t to[EIP_MEDIA_COUNTERS]) {
  const uint32_t counters[EIP_MEDIA_COUNTERS] = {
      from->alignment_errors,     from->fcs_errors,           from->single_collisions,
      from->multiple_collisions,  from->sqe_errors,           from->deferred,
      from->late_collisions,      from->excessive_collisions, from->mac_transmit_errors,
      from->carrier_sense_errors, from->frame_too_long,       from->mac_receive_errors};
  memcpy(to, counters, sizeof counters);
}

/* The counts at the last clearing: of this interface, not of one that carried our address before. */
static eip_cleared_counters *cleared_of(eip_cip *self) {
  uint32_t index = interface_of(self)->index;
  if (self->cleared.interface_index != index) self->cleared = (eip_cleared_counters){.interface_index = index};
  return &self->cleared;
}

static void write_since(eip_writer *to, const uint32_t *now, const uint32_t *cleared, size_t count) {
  for (size_t i = 0; i < count; i++) eip_writer_u32(to, now[i] - cleared[i]);
}

static uint8_t get_interface_counters(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  uint32_t now[EIP_INTERFACE_COUNTERS];
  list_interface_counters(&interface_of(object)->counters, now);
  write_since(value, now, cleared_of(object)->interface, EIP_INTERFACE_COUNTERS);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_media_counters(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  uint32_t now[EIP_MEDIA_COUNTERS];
  list_media_counters(&interface_of(object)->media, now);
  write_since(value, now, cleared_of(object)->media, EIP_MEDIA_COUNTERS);
  return EIP_CIP_SUCCESS;
}

/* What does not fit into the reply was not told, and is not cleared. */
static eip_outcome get_and_clear(void *object, const eip_request *request, eip_reply *reply) {
  eip_cip *self = object;
  switch (request->path.attribute) {
    case INTERFACE_COUNTERS:
      get_interface_counters(self, 1, &reply->data);
      if (!reply->data.failed) list_interface_counters(&interface_of(self)->counters, cleared_of(self)->interface);
      return EIP_DONE;
    case MEDIA_COUNTERS:
      get_media_counters(self, 1, &reply->data);
      if (!reply->data.failed) list_media_counters(&interface_of(self)->media, cleared_of(self)->media);
      return EIP_DONE;
    default:
      return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
  }
}

/* ---- the rest ---- */

/* What the system has chosen; it is not to be set from here. */
static uint8_t get_control(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_interface *interface = interface_of(object);
  uint16_t forced = interface->full_duplex ? CONTROL_FULL_DUPLEX : 0;
  eip_writer_u16(value, interface->negotiates ? CONTROL_NEGOTIATE : forced);
  eip_writer_u16(value, interface->negotiates ? 0 : to_u16(interface->speed_mbit));
  return EIP_CIP_SUCCESS;
}

static uint8_t get_type(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, (uint8_t)interface_of(object)->type);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_state(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, interface_of(object)->link ? STATE_UP : STATE_DOWN);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_admin_state(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, interface_of(object)->enabled ? ADMIN_ENABLED : ADMIN_DISABLED);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_label(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_short_string(value, interface_of(object)->label);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_capability(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_interface *interface = interface_of(object);
  uint8_t count = interface->mode_count < EIP_LINK_MODES ? interface->mode_count : EIP_LINK_MODES;
  eip_writer_u32(value, interface->can_negotiate ? CAPABILITY_NEGOTIATES : 0);
  eip_writer_u8(value, count);
  for (uint8_t i = 0; i < count; i++) {
    eip_writer_u16(value, interface->modes[i].speed_mbit);
    eip_writer_u8(value, interface->modes[i].full_duplex);
  }
  return EIP_CIP_SUCCESS;
}

enum { GET = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_ALL };

static const eip_attribute attributes[] = {
    {.id = 1, .access = GET, .get = get_speed},
    {.id = 2, .access = GET, .get = get_flags},
    {.id = 3, .access = GET, .get = get_mac},
    {.id = INTERFACE_COUNTERS, .access = GET, .get = get_interface_counters},
    {.id = MEDIA_COUNTERS, .access = GET, .get = get_media_counters},
    {.id = 6, .access = GET, .get = get_control},
    {.id = 7, .access = GET, .get = get_type},
    {.id = 8, .access = GET, .get = get_state},
    {.id = 9, .access = GET, .get = get_admin_state},
    {.id = 10, .access = GET, .get = get_label},
    {.id = 11, .access = GET, .get = get_capability},
};

static const eip_service services[] = {{.code = SERVICE_GET_AND_CLEAR, .on_instance = true, .run = get_and_clear}};

const eip_class eip_ethernet_link_class = {
    .id = 0xF6,
    .revision = 4,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .services = services,
    .service_count = sizeof services / sizeof *services,
    .get_all = true,
    .next_instance = eip_class_single_instance,
};
