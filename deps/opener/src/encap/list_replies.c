#include "encap/list_replies.h"

enum { PROTOCOL_VERSION = 1, CAPABILITY_TCP = 0x0020, CAPABILITY_UDP_CLASS_0_1 = 0x0100, SERVICE_NAME_LENGTH = 16 };

static const char service_name[SERVICE_NAME_LENGTH] = "Communications"; /* padded with zeros */

static void write_services(eip_writer *to) {
  eip_writer_u16(to, 1);
  eip_writer_u16(to, EIP_ITEM_SERVICES);
  eip_writer_u16(to, 2 + 2 + SERVICE_NAME_LENGTH);
  eip_writer_u16(to, PROTOCOL_VERSION);
  eip_writer_u16(to, CAPABILITY_TCP | CAPABILITY_UDP_CLASS_0_1);
  eip_writer_span(to, (eip_span){(const uint8_t *)service_name, SERVICE_NAME_LENGTH});
}

static void write_identity_item(const eip_encap *self, eip_writer *to) {
  const eip_config *config = &self->environment->config;
  const eip_identity *identity = &config->identity;
  eip_encap_device device = self->upper.device(self->upper.user);
  eip_writer_u16(to, PROTOCOL_VERSION);
  eip_cpf_endpoint_write(to, EIP_FAMILY_IPV4, (eip_endpoint){config->interface.address, config->tcp_port});
  eip_writer_u16(to, identity->vendor_id);
  eip_writer_u16(to, identity->device_type);
  eip_writer_u16(to, identity->product_code);
  eip_writer_u8(to, identity->major_revision);
  eip_writer_u8(to, identity->minor_revision);
  eip_writer_u16(to, device.status);
  eip_writer_u32(to, identity->serial_number);
  eip_writer_short_string(to, identity->product_name);
  eip_writer_u8(to, device.state);
}

static void write_identity(const eip_encap *self, eip_writer *to) {
  eip_writer_u16(to, 1);
  eip_writer_u16(to, EIP_ITEM_IDENTITY);
  size_t place = eip_writer_reserve_u16(to);
  size_t before = eip_writer_length(to);
  write_identity_item(self, to);
  eip_writer_patch_u16(to, place, (uint16_t)(eip_writer_length(to) - before));
}

bool eip_list_is_command(uint16_t command) {
  return command == EIP_COMMAND_LIST_SERVICES || command == EIP_COMMAND_LIST_IDENTITY ||
         command == EIP_COMMAND_LIST_INTERFACES;
}

eip_writer eip_list_reply(eip_encap *self, const eip_encap_header *request) {
  eip_writer reply = eip_outgoing_reply(self, request, request->session, EIP_ENCAP_SUCCESS);
  if (request->command == EIP_COMMAND_LIST_SERVICES) {
    write_services(&reply);
  } else if (request->command == EIP_COMMAND_LIST_IDENTITY) {
    write_identity(self, &reply);
  } else {
    eip_writer_u16(&reply, 0); /* ListInterfaces: no items */
  }
  return reply;
}
