#include "encap/header.h"

#include <string.h>

bool eip_encap_header_read(eip_encap_header *self, eip_reader *from) {
  *self = (eip_encap_header){.command = eip_reader_u16(from)};
  self->length = eip_reader_u16(from);
  self->session = eip_reader_u32(from);
  self->status = eip_reader_u32(from);
  eip_span context = eip_reader_span(from, EIP_HEADER_CONTEXT_SIZE);
  if (context.length) memcpy(self->context, context.bytes, context.length);
  self->options = eip_reader_u32(from);
  return !from->failed;
}

void eip_encap_header_write(const eip_encap_header *self, eip_writer *to) {
  eip_writer_u16(to, self->command);
  eip_writer_u16(to, self->length);
  eip_writer_u32(to, self->session);
  eip_writer_u32(to, self->status);
  eip_writer_span(to, (eip_span){self->context, EIP_HEADER_CONTEXT_SIZE});
  eip_writer_u32(to, self->options);
}

bool eip_encap_message_read(eip_encap_message *self, eip_span bytes) {
  eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
  eip_encap_header_read(&self->header, &reader);
  self->data = eip_reader_span(&reader, self->header.length);
  return eip_reader_done(&reader);
}
