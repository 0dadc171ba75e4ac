#include "encap/cpf.h"

enum { SOCKADDR_LENGTH = 16, SOCKADDR_PADDING = 8 };

/* A second item of the same direction is ignored: the first one counts. */
static bool sockaddr_read(eip_cpf_sockaddr *self, eip_reader item) {
  if (eip_reader_left(&item) != SOCKADDR_LENGTH) return false;
  if (self->present) return true;
  self->present = true;
  self->family = eip_reader_u16_be(&item);
  self->endpoint.port = eip_reader_u16_be(&item);
  self->endpoint.address = eip_reader_u32_be(&item);
  return true;
}

/* Items behind the first two. */
static bool further_item_read(eip_cpf *self, uint16_t type, eip_reader item) {
  if (type == EIP_ITEM_SOCKADDR_O2T) return sockaddr_read(&self->o2t, item);
  if (type == EIP_ITEM_SOCKADDR_T2O) return sockaddr_read(&self->t2o, item);
  return true;
}

static eip_span item_read(eip_reader *from, uint16_t *type) {
  *type = eip_reader_u16(from);
  uint16_t length = eip_reader_u16(from);
  return eip_reader_span(from, length);
}

bool eip_cpf_parse(eip_cpf *self, eip_span bytes) {
  *self = (eip_cpf){0};
  eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
  uint16_t count = eip_reader_u16(&reader);
  if (count < 2) return false;
  self->address = item_read(&reader, &self->address_type);
  self->data = item_read(&reader, &self->data_type);
  for (uint16_t i = 2; i < count && !reader.failed; i++) {
    uint16_t type;
    eip_span item = item_read(&reader, &type);
    if (reader.failed || !further_item_read(self, type, eip_reader_over(item.bytes, item.length))) return false;
  }
  return eip_reader_done(&reader);
}

void eip_cpf_sockaddr_write(eip_writer *to, uint16_t type, const eip_cpf_sockaddr *sockaddr) {
  if (!sockaddr || !sockaddr->present) return;
  eip_writer_u16(to, type);
  eip_writer_u16(to, SOCKADDR_LENGTH);
  eip_cpf_endpoint_write(to, sockaddr->family, sockaddr->endpoint);
}

void eip_cpf_endpoint_write(eip_writer *to, uint16_t family, eip_endpoint endpoint) {
  eip_writer_u16_be(to, family);
  eip_writer_u16_be(to, endpoint.port);
  eip_writer_u32_be(to, endpoint.address);
  eip_writer_zeros(to, SOCKADDR_PADDING);
}
