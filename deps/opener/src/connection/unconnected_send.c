#include "connection/unconnected_send.h"

#include "connection/table.h"

enum { LEAST_MESSAGE = 2 }; /* service, path size */

typedef struct {
  eip_span message;
  uint8_t route_words;
} wrapped;

/* A CIP status. The route is only measured: we are the end of an empty one, and no station on any other. */
static uint8_t unwrap(wrapped *self, eip_span bytes) {
  eip_reader data = eip_reader_over(bytes.bytes, bytes.length);
  eip_reader_u16(&data); /* tick and ticks: we answer at once, or within our own time */
  size_t length = eip_reader_u16(&data);
  self->message = eip_reader_span(&data, length);
  eip_reader_span(&data, length % 2); /* pad */
  self->route_words = eip_reader_u8(&data);
  eip_reader_u8(&data);
  eip_reader_span(&data, 2 * (size_t)self->route_words);
  if (data.failed || length < LEAST_MESSAGE) return EIP_CIP_NOT_ENOUGH_DATA;
  return eip_reader_left(&data) ? EIP_CIP_TOO_MUCH_DATA : EIP_CIP_SUCCESS;
}

/* How much of the route was not used stands behind every failure of our own. */
static eip_outcome fail_with(eip_reply *reply, uint8_t remaining_words) {
  eip_writer_u8(&reply->data, remaining_words);
  return EIP_DONE;
}

eip_outcome eip_unconnected_send_run(void *object, const eip_request *request, eip_reply *reply) {
  eip_connections *table = object;
  wrapped inside;
  bool allowed = table->environment->config.allow_unconnected_send && !request->routed;
  if (!allowed) return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
  uint8_t malformed = unwrap(&inside, request->data);
  if (malformed) {
    eip_reply_refuse(reply, malformed);
    return fail_with(reply, 0);
  }
  if (inside.route_words) {
    eip_reply_connection_failure(reply, EIP_CONN_PORT_UNAVAILABLE);
    return fail_with(reply, inside.route_words);
  }
  eip_request embedded = *request;
  embedded.routed = true;
  return eip_router_run_inside(table->cip, inside.message, &embedded, reply);
}
