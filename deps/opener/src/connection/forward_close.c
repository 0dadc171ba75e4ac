#include "connection/forward_close.h"

#include "connection/refusal.h"
#include "connection/table.h"

/* Reads the triad. A CIP status: 0x00, 0x13, 0x15. The path is only measured: some scanners close with
 * another one than they opened with. */
static uint8_t parse(eip_triad *triad, eip_span bytes) {
  eip_reader data = eip_reader_over(bytes.bytes, bytes.length);
  eip_reader_u16(&data); /* tick and ticks */
  *triad = eip_triad_read(&data);
  size_t words = eip_reader_u8(&data);
  eip_reader_u8(&data);
  eip_reader_span(&data, 2 * words);
  if (data.failed) return EIP_CIP_NOT_ENOUGH_DATA;
  return eip_reader_left(&data) ? EIP_CIP_TOO_MUCH_DATA : EIP_CIP_SUCCESS;
}

static eip_outcome refuse(eip_connections *table, const eip_triad *triad, eip_refusal refusal, eip_reply *reply) {
  table->environment->counters.close_rejects++;
  return eip_refusal_reply(&refusal, triad, reply);
}

static eip_refusal end_explicit(eip_explicit_connection *connection, uint32_t from) {
  if (connection->originator != from) return eip_refusal_general(EIP_CIP_PRIVILEGE_VIOLATION);
  eip_explicit_connection_end(connection);
  return (eip_refusal){0};
}

/* Ends the connection with this triad, of whatever class; else the objection. */
static eip_refusal end(eip_connections *table, const eip_triad *triad, uint32_t from) {
  eip_explicit_connection *explicit = eip_explicit_connection_by_triad(&table->explicit_connections, triad);
  if (explicit) return end_explicit(explicit, from);
  eip_connection *connection = eip_connections_by_triad(table, triad);
  if (!connection || connection->state != EIP_CONNECTION_LIVE) return eip_refusal_failure(EIP_CONN_NOT_FOUND);
  if (connection->info.originator.address != from) return eip_refusal_general(EIP_CIP_PRIVILEGE_VIOLATION);
  eip_connection_end(connection, EIP_CONNECTION_CLOSED);
  return (eip_refusal){0};
}

eip_outcome eip_forward_close_run(void *object, const eip_request *request, eip_reply *reply) {
  eip_connections *table = object;
  eip_triad triad;
  table->environment->counters.closes++;
  uint8_t malformed = parse(&triad, request->data);
  if (malformed) {
    table->environment->counters.close_format_rejects++;
    return refuse(table, &triad, eip_refusal_general(malformed), reply);
  }
  eip_refusal refusal = end(table, &triad, request->origin.remote.address);
  if (refusal.general) return refuse(table, &triad, refusal, reply);
  eip_triad_write(&triad, &reply->data);
  eip_writer_u8(&reply->data, 0); /* no application data */
  eip_writer_u8(&reply->data, 0);
  return EIP_DONE;
}
