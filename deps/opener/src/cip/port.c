/* Port object, class 0xF4: the one port that leads here. */
#include "cip/network_objects.h"

enum { TYPE_TCP_IP = 4, PORT_NUMBER = 2 }; /* number 1 is the backplane's */
enum { EXTENDED_LINK = 0x10 };             /* of a port segment: a length, then the link address */

static void write_link_object(eip_writer *value) {
  static const uint8_t tcp_ip_interface[] = {0x20, 0xF5, 0x24, 0x01};
  eip_writer_u16(value, sizeof tcp_ip_interface / 2);
  eip_writer_span(value, (eip_span){tcp_ip_interface, sizeof tcp_ip_interface});
}

static uint8_t get_type(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_u16(value, TYPE_TCP_IP);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_number(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_u16(value, PORT_NUMBER);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_link_object(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  write_link_object(value);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_name(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_short_string(value, "EtherNet/IP Port");
  return EIP_CIP_SUCCESS;
}

static void write_decimal(eip_writer *to, uint32_t octet) {
  if (octet >= 100) eip_writer_u8(to, (uint8_t)('0' + octet / 100));
  if (octet >= 10) eip_writer_u8(to, (uint8_t)('0' + octet / 10 % 10));
  eip_writer_u8(to, (uint8_t)('0' + octet % 10));
}

static void write_dotted(eip_writer *to, uint32_t address) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    write_decimal(to, address >> shift & 0xFF);
    if (shift > 0) eip_writer_u8(to, '.');
  }
}

/* A port segment with our address in text. */
static uint8_t get_node_address(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  char text[sizeof "255.255.255.255"];
  eip_writer dotted = eip_writer_over(text, sizeof text);
  write_dotted(&dotted, ((eip_cip *)object)->environment->config.interface.address);
  eip_span address = eip_writer_written(&dotted);
  eip_writer_u8(value, EXTENDED_LINK | PORT_NUMBER);
  eip_writer_u8(value, (uint8_t)address.length);
  eip_writer_span(value, address);
  eip_writer_zeros(value, address.length % 2);
  return EIP_CIP_SUCCESS;
}

/* The instance that a request comes in by. */
static uint8_t get_entry_port(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  (void)instance;
  eip_writer_u16(value, 1);
  return EIP_CIP_SUCCESS;
}

/* Type and number of each instance; instance 0 is none. */
static uint8_t get_all_ports(void *object, uint32_t instance, eip_writer *value) {
  eip_writer_u16(value, 0);
  eip_writer_u16(value, 0);
  get_type(object, instance, value);
  return get_number(object, instance, value);
}

enum { SINGLE_AND_ALL = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_ALL };

static const eip_attribute attributes[] = {
    {.id = 1, .access = SINGLE_AND_ALL, .get = get_type},
    {.id = 2, .access = SINGLE_AND_ALL, .get = get_number},
    {.id = 3, .access = SINGLE_AND_ALL, .get = get_link_object},
    {.id = 4, .access = SINGLE_AND_ALL, .get = get_name},
    {.id = 7, .access = SINGLE_AND_ALL, .get = get_node_address},
};

static const eip_attribute class_attributes[] = {
    {.id = 8, .access = SINGLE_AND_ALL, .get = get_entry_port},
    {.id = 9, .access = SINGLE_AND_ALL, .get = get_all_ports},
};

const eip_class eip_port_class = {
    .id = 0xF4,
    .revision = 1,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .class_attributes = class_attributes,
    .class_attribute_count = sizeof class_attributes / sizeof *class_attributes,
    .get_all = true,
    .next_instance = eip_class_single_instance,
};
