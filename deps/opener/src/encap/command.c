#include "encap/command.h"

#include <string.h>

#include "encap/delayed.h"
#include "encap/list_replies.h"
#include "encap/outgoing.h"
#include "encap/session.h"

enum { INTERFACE_CIP = 0, CONNECTION_ID_LENGTH = 4 };

static bool refuse(eip_encap *self, const eip_peer_state *from, const eip_encap_header *header, uint32_t status) {
  eip_outgoing_refuse(self, eip_peer_id(from), header, status);
  return true;
}

static bool is_unconnected(const eip_cpf *items) {
  return items->address_type == EIP_ITEM_NULL_ADDRESS && items->address.length == 0 &&
         items->data_type == EIP_ITEM_UNCONNECTED_DATA;
}

static bool is_connected(const eip_cpf *items) {
  return items->address_type == EIP_ITEM_CONNECTED_ADDRESS && items->address.length == CONNECTION_ID_LENGTH &&
         items->data_type == EIP_ITEM_CONNECTED_DATA;
}

/* Interface handle, timeout (ignored) and items, with the pair of items that the command asks for. */
static bool read_items(eip_cpf *items, const eip_encap_message *message) {
  eip_reader data = eip_reader_over(message->data.bytes, message->data.length);
  uint32_t interface_handle = eip_reader_u32(&data);
  eip_reader_u16(&data);
  if (data.failed || interface_handle != INTERFACE_CIP) return false;
  if (!eip_cpf_parse(items, eip_reader_span(&data, eip_reader_left(&data)))) return false;
  return message->header.command == EIP_COMMAND_SEND_RR_DATA ? is_unconnected(items) : is_connected(items);
}

static bool pass_up(eip_encap *self, eip_peer_state *from, const eip_encap_message *message) {
  const eip_encap_header *header = &message->header;
  if (!eip_session_holds(from, header->session)) return refuse(self, from, header, EIP_ENCAP_INVALID_SESSION);
  eip_cpf items;
  if (!read_items(&items, message)) return refuse(self, from, header, EIP_ENCAP_INCORRECT_DATA);
  eip_encap_origin origin = {.peer = eip_peer_id(from), .remote = from->remote, .session = from->session};
  memcpy(origin.context, header->context, sizeof origin.context);
  if (header->command == EIP_COMMAND_SEND_RR_DATA) {
    self->upper.unconnected(self->upper.user, &origin, &items);
  } else {
    self->upper.connected(self->upper.user, &origin, &items);
  }
  return true;
}

static bool send_list(eip_encap *self, const eip_peer_state *from, const eip_encap_header *header) {
  eip_writer reply = eip_list_reply(self, header);
  eip_outgoing_tcp(self, eip_peer_id(from), &reply);
  return true;
}

/* Rules for every command: options are reserved, and a request has no status. */
static bool is_to_be_discarded(eip_encap *self, const eip_encap_header *header) {
  self->environment->counters.encap_messages++;
  if (header->options == 0 && header->status == EIP_ENCAP_SUCCESS) return false;
  self->environment->counters.encap_discarded++;
  return true;
}

bool eip_command_run_tcp(eip_encap *self, eip_peer_state *from, const eip_encap_message *message) {
  const eip_encap_header *header = &message->header;
  if (is_to_be_discarded(self, header)) return true;
  switch (header->command) {
    case EIP_COMMAND_NOP:
      return true;
    case EIP_COMMAND_LIST_SERVICES:
    case EIP_COMMAND_LIST_IDENTITY:
    case EIP_COMMAND_LIST_INTERFACES:
      return send_list(self, from, header);
    case EIP_COMMAND_REGISTER_SESSION:
      eip_session_register(self, from, message);
      return true;
    case EIP_COMMAND_UNREGISTER_SESSION:
      if (eip_session_holds(from, header->session)) return false;
      return refuse(self, from, header, EIP_ENCAP_INVALID_SESSION);
    case EIP_COMMAND_SEND_RR_DATA:
    case EIP_COMMAND_SEND_UNIT_DATA:
      return pass_up(self, from, message);
    default:
      return refuse(self, from, header, EIP_ENCAP_INVALID_COMMAND);
  }
}

void eip_command_run_udp(eip_encap *self, eip_endpoint from, bool to_all, const eip_encap_message *message) {
  const eip_encap_header *header = &message->header;
  if (is_to_be_discarded(self, header)) return;
  if (!eip_list_is_command(header->command)) {
    if (header->command != EIP_COMMAND_NOP) self->environment->counters.encap_discarded++;
  } else if (to_all && header->command == EIP_COMMAND_LIST_IDENTITY) {
    eip_delayed_schedule(self, from, header);
  } else {
    eip_writer reply = eip_list_reply(self, header);
    eip_outgoing_udp(self, from, &reply);
  }
}
