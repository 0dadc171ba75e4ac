/* QoS object, class 0x48: the DSCP of what we send. */
#include "cip/network_objects.h"
#include "cip/settings.h"

enum { URGENT = 4, SCHEDULED = 5, HIGH = 6, LOW = 7, EXPLICIT = 8 };

static const eip_settings *settings_of(void *object) { return &((eip_cip *)object)->environment->config.settings; }

static uint8_t get_urgent(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, settings_of(object)->dscp_urgent);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_scheduled(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, settings_of(object)->dscp_scheduled);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_high(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, settings_of(object)->dscp_high);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_low(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, settings_of(object)->dscp_low);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_explicit(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, settings_of(object)->dscp_explicit);
  return EIP_CIP_SUCCESS;
}

static uint8_t *place_of(eip_settings *settings, uint32_t attribute) {
  switch (attribute) {
    case URGENT:
      return &settings->dscp_urgent;
    case SCHEDULED:
      return &settings->dscp_scheduled;
    case HIGH:
      return &settings->dscp_high;
    case LOW:
      return &settings->dscp_low;
    default:
      return &settings->dscp_explicit;
  }
}

static uint8_t read_dscp(eip_settings *settings, uint32_t attribute, eip_reader *value) {
  *place_of(settings, attribute) = eip_reader_u8(value);
  return EIP_CIP_SUCCESS;
}

static eip_outcome set_dscp(void *object, const eip_request *request, eip_reply *reply) {
  return eip_settings_set(object, request, read_dscp, reply);
}

enum { SETTABLE = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_SET };

/* 1 to 3, about 802.1Q tags and PTP, are lacking: the tags are the system's. */
static const eip_attribute attributes[] = {
    {URGENT, SETTABLE, get_urgent, set_dscp},     {SCHEDULED, SETTABLE, get_scheduled, set_dscp},
    {HIGH, SETTABLE, get_high, set_dscp},         {LOW, SETTABLE, get_low, set_dscp},
    {EXPLICIT, SETTABLE, get_explicit, set_dscp},
};

const eip_class eip_qos_class = {
    .id = 0x48,
    .revision = 1,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .next_instance = eip_class_single_instance,
};
