#include "encap/outgoing.h"

#include <string.h>

enum { LENGTH_PLACE = 2 };

eip_writer eip_outgoing_reply(eip_encap *self, const eip_encap_header *request, uint32_t session, uint32_t status) {
  eip_writer message = eip_writer_over(self->message, self->environment->config.limits.max_message);
  eip_encap_header header = {.command = request->command, .session = session, .status = status};
  memcpy(header.context, request->context, sizeof header.context);
  eip_encap_header_write(&header, &message);
  return message;
}

/* The least max_message holds every reply of this layer, and the layers above keep to their room. */
static eip_span finish(eip_writer *message) {
  size_t length = eip_writer_length(message) - EIP_HEADER_SIZE;
  eip_writer_patch_u16(message, LENGTH_PLACE, (uint16_t)length);
  return eip_writer_written(message);
}

void eip_outgoing_tcp(eip_encap *self, eip_peer to, eip_writer *message) {
  const eip_host *host = &self->environment->config.host;
  host->tcp_send(host->user, to, finish(message));
}

void eip_outgoing_udp(eip_encap *self, eip_endpoint to, eip_writer *message) {
  const eip_host *host = &self->environment->config.host;
  host->udp_send(host->user, to, finish(message));
}

void eip_outgoing_refuse(eip_encap *self, eip_peer to, const eip_encap_header *request, uint32_t status) {
  eip_writer message = eip_outgoing_reply(self, request, request->session, status);
  eip_outgoing_tcp(self, to, &message);
  self->environment->counters.encap_errors++;
}
