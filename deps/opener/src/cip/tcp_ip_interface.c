/* TCP/IP Interface object, class 0xF5: how we are reached, and what of that may be set. */
#include <string.h>

#include "cip/multicast.h"
#include "cip/network_objects.h"
#include "cip/settings.h"

enum { STATUS_NOT_CONFIGURED = 0, STATUS_VALID = 1 };
enum { CAPABILITY_DHCP_CLIENT = 4 };
enum { CONTROL_STATIC = 0, CONTROL_DHCP = 2 };
enum { MULTICAST_BY_RULE = 0, MULTICAST_AS_SET = 1 };
enum { TTL = 8, MULTICAST = 9, INACTIVITY = 13 };

static const eip_config *config_of(void *object) { return &((eip_cip *)object)->environment->config; }
static const eip_interface *interface_of(void *object) { return &config_of(object)->interface; }

/* STRING: a length of 16 bits, the characters, one byte more when they are odd. */
static void write_string(eip_writer *to, const char *text) {
  size_t length = strlen(text);
  eip_writer_u16(to, (uint16_t)length);
  eip_writer_span(to, (eip_span){(const uint8_t *)text, length});
  eip_writer_zeros(to, length % 2);
}

static uint8_t get_status(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u32(value, interface_of(object)->address ? STATUS_VALID : STATUS_NOT_CONFIGURED);
  return EIP_CIP_SUCCESS;
}

/* The system's configuration is nobody's to set from here. */
static uint8_t get_capability(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u32(value, interface_of(object)->by_dhcp ? CAPABILITY_DHCP_CLIENT : 0);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_control(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u32(value, interface_of(object)->by_dhcp ? CONTROL_DHCP : CONTROL_STATIC);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_physical_link(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  static const uint8_t ethernet_link[] = {0x20, 0xF6, 0x24, 0x01};
  eip_writer_u16(value, sizeof ethernet_link / 2);
  eip_writer_span(value, (eip_span){ethernet_link, sizeof ethernet_link});
  return EIP_CIP_SUCCESS;
}

static uint8_t get_configuration(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_interface *interface = interface_of(object);
  eip_writer_u32(value, interface->address);
  eip_writer_u32(value, interface->mask);
  eip_writer_u32(value, interface->gateway);
  eip_writer_u32(value, interface->name_server);
  eip_writer_u32(value, interface->name_server_2);
  write_string(value, interface->domain);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_host_name(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  write_string(value, interface_of(object)->host_name);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_ttl(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, config_of(object)->settings.multicast_ttl);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_multicast(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_config *config = config_of(object);
  eip_multicast_addresses addresses = eip_multicast_addresses_of(config);
  eip_writer_u8(value, config->settings.multicast_explicit ? MULTICAST_AS_SET : MULTICAST_BY_RULE);
  eip_writer_u8(value, 0);
  eip_writer_u16(value, addresses.count);
  eip_writer_u32(value, addresses.first);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_inactivity(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, (uint16_t)config_of(object)->settings.inactivity_timeout_s);
  return EIP_CIP_SUCCESS;
}

/* ---- lacking attributes, as Get_Attributes_All shows them ---- */

enum { SAFETY_NETWORK_NUMBER_BYTES = 6, CONFLICT_BYTES = 35 };

static uint8_t zero_byte(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_u8(value, 0);
  return EIP_CIP_SUCCESS;
}

static uint8_t zero_safety_network_number(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_zeros(value, SAFETY_NETWORK_NUMBER_BYTES);
  return EIP_CIP_SUCCESS;
}

static uint8_t zero_conflict(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_zeros(value, CONFLICT_BYTES);
  return EIP_CIP_SUCCESS;
}

/* ---- what may be set ---- */

/* By the rule, count and address say nothing: whoever writes back what was read gets it accepted. */
static uint8_t read_multicast(eip_settings *settings, eip_reader *value) {
  uint8_t how = eip_reader_u8(value);
  uint8_t reserved = eip_reader_u8(value);
  uint16_t count = eip_reader_u16(value);
  uint32_t first = eip_reader_u32(value);
  if (how > MULTICAST_AS_SET || reserved != 0) return EIP_CIP_INVALID_ATTRIBUTE_VALUE;
  settings->multicast_explicit = how == MULTICAST_AS_SET;
  settings->multicast_count = settings->multicast_explicit ? count : eip_settings_default().multicast_count;
  settings->multicast_first = settings->multicast_explicit ? first : 0;
  return EIP_CIP_SUCCESS;
}

static uint8_t read_setting(eip_settings *settings, uint32_t attribute, eip_reader *value) {
  switch (attribute) {
    case TTL:
      settings->multicast_ttl = eip_reader_u8(value);
      return EIP_CIP_SUCCESS;
    case MULTICAST:
      return read_multicast(settings, value);
    default:
      settings->inactivity_timeout_s = eip_reader_u16(value);
      return EIP_CIP_SUCCESS;
  }
}

static eip_outcome set(void *object, const eip_request *request, eip_reply *reply) {
  return eip_settings_set(object, request, read_setting, reply);
}

enum { ALL = EIP_ATTRIBUTE_ALL, GET = EIP_ATTRIBUTE_SINGLE | ALL, GET_AND_SET = GET | EIP_ATTRIBUTE_SET };

static const eip_attribute attributes[] = {
    {.id = 1, .access = GET, .get = get_status},
    {.id = 2, .access = GET, .get = get_capability},
    {.id = 3, .access = GET, .get = get_control},
    {.id = 4, .access = GET, .get = get_physical_link},
    {.id = 5, .access = GET, .get = get_configuration},
    {.id = 6, .access = GET, .get = get_host_name},
    {.id = 7, .access = ALL, .get = zero_safety_network_number},
    {.id = TTL, .access = GET_AND_SET, .get = get_ttl, .set = set},
    {.id = MULTICAST, .access = GET_AND_SET, .get = get_multicast, .set = set},
    {.id = 10, .access = ALL, .get = zero_byte},     /* whether address conflicts are looked for */
    {.id = 11, .access = ALL, .get = zero_conflict}, /* the last one */
    {.id = 12, .access = ALL, .get = zero_byte},     /* quick connect */
    {.id = INACTIVITY, .access = GET_AND_SET, .get = get_inactivity, .set = set},
};

const eip_class eip_tcp_ip_interface_class = {
    .id = 0xF5,
    .revision = 4,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .get_all = true,
    .next_instance = eip_class_single_instance,
};
