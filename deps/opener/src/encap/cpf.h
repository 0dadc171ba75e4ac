/* Common packet format (docs/protocol.md, "Common packet format"). */
#ifndef EIP_ENCAP_CPF_H
#define EIP_ENCAP_CPF_H

#include "base/reader.h"
#include "base/writer.h"

enum {
  EIP_ITEM_NULL_ADDRESS = 0x0000,
  EIP_ITEM_IDENTITY = 0x000C,
  EIP_ITEM_CONNECTED_ADDRESS = 0x00A1,
  EIP_ITEM_CONNECTED_DATA = 0x00B1,
  EIP_ITEM_UNCONNECTED_DATA = 0x00B2,
  EIP_ITEM_SERVICES = 0x0100,
  EIP_ITEM_SOCKADDR_O2T = 0x8000,
  EIP_ITEM_SOCKADDR_T2O = 0x8001,
  EIP_ITEM_SEQUENCED_ADDRESS = 0x8002
};

typedef struct {
  bool present;
  uint16_t family;
  eip_endpoint endpoint;
} eip_cpf_sockaddr;

/* The two items a message is about, and the sockaddr items behind them; unknown ones were skipped. */
typedef struct {
  uint16_t address_type, data_type;
  eip_span address, data;
  eip_cpf_sockaddr o2t, t2o;
} eip_cpf;

/* False: fewer than two items, an item that leaves the message, bytes left over, a sockaddr item of
 * another length than 16. Nothing of an earlier message is ever left in `self`. */
bool eip_cpf_parse(eip_cpf *self, eip_span bytes);

/* A sockaddr item; nothing when `sockaddr` is NULL or not present. */
void eip_cpf_sockaddr_write(eip_writer *to, uint16_t type, const eip_cpf_sockaddr *sockaddr);

/* The 16 bytes of a sockaddr alone, as they also stand in a ListIdentity item. Family 2 is IPv4. */
void eip_cpf_endpoint_write(eip_writer *to, uint16_t family, eip_endpoint endpoint);

enum { EIP_FAMILY_IPV4 = 2 };

#endif
