/* The 24-byte header of every encapsulation message (docs/protocol.md, "Encapsulation"). */
#ifndef EIP_ENCAP_HEADER_H
#define EIP_ENCAP_HEADER_H

#include "base/reader.h"
#include "base/writer.h"

enum { EIP_HEADER_SIZE = 24, EIP_HEADER_CONTEXT_SIZE = 8 };

enum {
  EIP_COMMAND_NOP = 0x0000,
  EIP_COMMAND_LIST_SERVICES = 0x0004,
  EIP_COMMAND_LIST_IDENTITY = 0x0063,
  EIP_COMMAND_LIST_INTERFACES = 0x0064,
  EIP_COMMAND_REGISTER_SESSION = 0x0065,
  EIP_COMMAND_UNREGISTER_SESSION = 0x0066,
  EIP_COMMAND_SEND_RR_DATA = 0x006F,
  EIP_COMMAND_SEND_UNIT_DATA = 0x0070
};

/* Status of a reply. */
enum {
  EIP_ENCAP_SUCCESS = 0x00,
  EIP_ENCAP_INVALID_COMMAND = 0x01,
  EIP_ENCAP_NO_RESOURCES = 0x02,
  EIP_ENCAP_INCORRECT_DATA = 0x03,
  EIP_ENCAP_INVALID_SESSION = 0x64,
  EIP_ENCAP_INVALID_LENGTH = 0x65,
  EIP_ENCAP_UNSUPPORTED_PROTOCOL = 0x69
};

typedef struct {
  uint16_t command;
  uint16_t length; /* of the data behind the header */
  uint32_t session, status;
  uint8_t context[EIP_HEADER_CONTEXT_SIZE];
  uint32_t options;
} eip_encap_header;

/* A whole message; the data belongs to whoever gave the bytes. */
typedef struct {
  eip_encap_header header;
  eip_span data;
} eip_encap_message;

/* False: fewer than EIP_HEADER_SIZE bytes. */
bool eip_encap_header_read(eip_encap_header *self, eip_reader *from);
void eip_encap_header_write(const eip_encap_header *self, eip_writer *to);

/* The bytes of a whole message, and nothing behind them. False when they are not exactly that. */
bool eip_encap_message_read(eip_encap_message *self, eip_span bytes);

#endif
