#include "connection/connection_data.h"

#include "connection/census.h"
#include "connection/path_checks.h"

/* ---- one connection (0x56, 0x57) ---- */

/* Layout, state and ports: (check on the wire). */
enum { STATE_ESTABLISHED = 3, ORIGINATOR_PORT = 2, NO_PORT = 0, RESERVED_BYTES = 3 };

/* Both sides of a direction have the same id and interval here: no router stands between. */
static void write_direction(eip_writer *to, uint32_t id, uint8_t multiplier, uint32_t api_us) {
  eip_writer_u32(to, id); /* originator's */
  eip_writer_u32(to, id); /* target's */
  eip_writer_u8(to, multiplier);
  eip_writer_zeros(to, RESERVED_BYTES);
  eip_writer_u32(to, api_us); /* asked for */
  eip_writer_u32(to, api_us); /* kept */
}

/* An id is what tells a real packet from a forged one, so only the address that opened a connection hears its ids. */
static eip_outcome write_entry(const eip_connection_entry *entry, const eip_request *request, eip_reply *reply) {
  bool own = entry->originator == request->origin.remote.address;
  eip_writer *to = &reply->data;
  eip_writer_u16(to, (uint16_t)entry->number);
  eip_writer_u16(to, STATE_ESTABLISHED);
  eip_writer_u16(to, ORIGINATOR_PORT);
  eip_writer_u16(to, NO_PORT); /* it ends here */
  eip_triad_write(&entry->triad, to);
  write_direction(to, own ? entry->o2t_id : 0, entry->multiplier, entry->o2t_api_us);
  write_direction(to, own ? entry->t2o_id : 0, entry->multiplier, entry->t2o_api_us);
  return EIP_DONE;
}

/* A CIP status for data that should be read to its end. */
static uint8_t check_read(const eip_reader *data) {
  if (data->failed) return EIP_CIP_NOT_ENOUGH_DATA;
  return eip_reader_left(data) ? EIP_CIP_TOO_MUCH_DATA : EIP_CIP_SUCCESS;
}

eip_outcome eip_connection_data_get(void *object, const eip_request *request, eip_reply *reply) {
  eip_connection_entry entry;
  eip_reader data = eip_reader_over(request->data.bytes, request->data.length);
  uint16_t number = eip_reader_u16(&data);
  uint8_t status = check_read(&data);
  if (status) return eip_reply_refuse(reply, status);
  if (!eip_census_by_number(object, number, &entry)) return eip_reply_connection_failure(reply, EIP_CONN_NOT_FOUND);
  return write_entry(&entry, request, reply);
}

eip_outcome eip_connection_data_search(void *object, const eip_request *request, eip_reply *reply) {
  eip_connection_entry entry;
  eip_reader data = eip_reader_over(request->data.bytes, request->data.length);
  eip_triad triad = eip_triad_read(&data);
  uint8_t status = check_read(&data);
  if (status) return eip_reply_refuse(reply, status);
  if (!eip_census_by_triad(object, &triad, &entry)) return eip_reply_connection_failure(reply, EIP_CONN_NOT_FOUND);
  return write_entry(&entry, request, reply);
}

/* ---- the owner of a connection path (0x5A) ---- */

typedef enum { NO_OWNER, OWNER_IDLE, OWNER_RUN } last_action;

static uint8_t read_path(eip_span *path, eip_span bytes) {
  eip_reader data = eip_reader_over(bytes.bytes, bytes.length);
  eip_reader_u8(&data); /* reserved */
  size_t words = eip_reader_u8(&data);
  *path = eip_reader_span(&data, 2 * words);
  uint8_t status = check_read(&data);
  return status == EIP_CIP_SUCCESS && words == 0 ? EIP_CIP_PATH_SIZE_INVALID : status;
}

/* Key, class and points as in a Forward Open. */
static eip_refusal find_points(eip_opening *opening) {
  static const eip_open_check checks[] = {eip_open_check_key, eip_open_check_path, eip_open_check_points};
  eip_refusal refusal = eip_open_passes();
  for (size_t i = 0; i < sizeof checks / sizeof *checks && !refusal.general; i++) refusal = checks[i](opening);
  return refusal;
}

/* We know no redundant owners: nobody claims an output, and nobody is ready to. */
static eip_outcome write_owner(const eip_connection *owner, eip_reply *reply) {
  static const eip_triad nobody = {0};
  last_action action = NO_OWNER;
  if (owner) action = owner->run == EIP_RUN ? OWNER_RUN : OWNER_IDLE;
  eip_writer_u8(&reply->data, owner ? 1 : 0);
  eip_writer_u8(&reply->data, 0);
  eip_writer_u8(&reply->data, 0);
  eip_writer_u8(&reply->data, (uint8_t)action);
  eip_triad_write(owner ? &owner->triad : &nobody, &reply->data);
  return EIP_DONE;
}

static eip_outcome refuse(const eip_refusal *refusal, eip_reply *reply) {
  eip_reply_refuse(reply, refusal->general);
  for (size_t i = 0; i < refusal->extended_count; i++) eip_reply_add_extended(reply, refusal->extended[i]);
  return EIP_DONE;
}

eip_outcome eip_connection_owner_get(void *object, const eip_request *request, eip_reply *reply) {
  eip_opening opening = {.table = object, .request = request};
  uint8_t status = read_path(&opening.open.path, request->data);
  if (status) return eip_reply_refuse(reply, status);
  eip_refusal refusal = find_points(&opening);
  if (refusal.general) return refuse(&refusal, reply);
  const eip_connection *owner = eip_connections_owner(opening.table, opening.path.o2t.value);
  bool live = owner && owner->state == EIP_CONNECTION_LIVE;
  return write_owner(live ? owner : NULL, reply);
}
