#include "connection/explicit_open.h"

#include "connection/path_checks.h"

enum {
  CLASS_3 = 3,
  MAX_TRIGGER = 2,
  MAX_MULTIPLIER = 7,
  CLASS_MESSAGE_ROUTER = 0x02,
  INSTANCE = 1,
  LEAST_RPI_US = 1,
  LEAST_REQUEST = EIP_SEQUENCE_COUNT + 2, /* service, path size */
  LEAST_REPLY = EIP_SEQUENCE_COUNT + 4    /* a refusal */
};

bool eip_explicit_open_asked(const eip_open_request *open) {
  bool null = open->o2t.type == EIP_NETWORK_NULL && open->t2o.type == EIP_NETWORK_NULL;
  return open->transport_class == CLASS_3 && !null;
}

/* ---- checks, in the order in which they answer ("Order of checks") ---- */

static eip_refusal check_ready(eip_opening *opening) {
  return opening->table->environment->ready ? eip_open_passes() : eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
}

/* Requests and replies go between two: point-to-point both ways. */
static eip_refusal check_types(eip_opening *opening) {
  if (opening->open.o2t.type != EIP_NETWORK_POINT_TO_POINT) return eip_refusal_failure(EIP_CONN_O2T_TYPE);
  if (opening->open.t2o.type != EIP_NETWORK_POINT_TO_POINT) return eip_refusal_failure(EIP_CONN_T2O_TYPE);
  return eip_open_passes();
}

static eip_refusal check_duplicate(eip_opening *opening) {
  bool live = eip_connections_have_triad(opening->table, &opening->open.triad);
  return live ? eip_refusal_failure(EIP_CONN_DUPLICATE) : eip_open_passes();
}

/* The server bit is ignored: there is nothing else we could be. */
static eip_refusal check_trigger(eip_opening *opening) {
  bool known = opening->open.trigger <= MAX_TRIGGER;
  return known ? eip_open_passes() : eip_refusal_failure(EIP_CONN_CLASS_TRIGGER);
}

static eip_refusal check_multiplier(eip_opening *opening) {
  bool valid = opening->open.multiplier <= MAX_MULTIPLIER;
  return valid ? eip_open_passes() : eip_refusal_failure(EIP_CONN_TIMEOUT_MULTIPLIER);
}

/* Words from a data segment to the end of the path; it is the last segment there can be. */
static uint8_t words_of_data(eip_span data) { return (uint8_t)(1 + data.length / 2); }

/* Nothing may follow the instance. */
static eip_refusal check_path_end(const eip_open_path *path) {
  const eip_path_number *more = path->configuration.present ? &path->o2t : &path->t2o;
  if (more->present) return eip_refusal_in_path(EIP_CONN_INVALID_SEGMENT, more->remaining_words);
  if (!path->data.bytes) return eip_open_passes();
  return eip_refusal_in_path(EIP_CONN_INVALID_SEGMENT, words_of_data(path->data));
}

static eip_refusal check_path(eip_opening *opening) {
  const eip_open_path *path = &opening->path;
  eip_refusal refusal = eip_open_check_segments(opening);
  if (refusal.general) return refusal;
  const eip_path_number *instance = path->configuration.present ? &path->configuration : &path->o2t;
  if (path->class_id.value != CLASS_MESSAGE_ROUTER) {
    return eip_refusal_in_path(EIP_CONN_INVALID_APPLICATION_PATH, path->class_id.remaining_words);
  }
  if (instance->value != INSTANCE) {
    return eip_refusal_in_path(EIP_CONN_INVALID_APPLICATION_PATH, instance->remaining_words);
  }
  return check_path_end(path);
}

/* Any time is kept that is one. */
static eip_refusal check_rpi(eip_opening *opening) {
  uint32_t o2t = opening->open.o2t_rpi_us, t2o = opening->open.t2o_rpi_us;
  if (o2t && t2o) return eip_open_passes();
  return eip_refusal_rpi(o2t ? EIP_RPI_FINE : EIP_RPI_IS_LEAST, o2t ? o2t : LEAST_RPI_US,
                         t2o ? EIP_RPI_FINE : EIP_RPI_IS_LEAST, t2o ? t2o : LEAST_RPI_US);
}

static eip_refusal check_sizes(eip_opening *opening) {
  size_t most = eip_encap_connected_room(&opening->table->environment->config);
  uint16_t o2t = opening->open.o2t.size, t2o = opening->open.t2o.size;
  bool fits = o2t >= LEAST_REQUEST && o2t <= most && t2o >= LEAST_REPLY && t2o <= most;
  return fits ? eip_open_passes() : eip_refusal_with_word(EIP_CONN_INVALID_SIZE, (uint16_t)most);
}

static const eip_open_check checks[] = {
    check_ready,        check_types, check_duplicate, check_trigger, check_multiplier,
    eip_open_check_key, check_path,  check_rpi,       check_sizes,
};

/* ---- opening ---- */

static void accept(const eip_explicit_connection *connection, eip_reply *reply) {
  const eip_open_request *open = &connection->open;
  eip_writer_u32(&reply->data, connection->o2t_id);
  eip_writer_u32(&reply->data, connection->t2o_id);
  eip_triad_write(&open->triad, &reply->data);
  eip_writer_u32(&reply->data, open->o2t_rpi_us);
  eip_writer_u32(&reply->data, open->t2o_rpi_us);
  eip_writer_u8(&reply->data, 0); /* no application data */
  eip_writer_u8(&reply->data, 0);
}

eip_refusal eip_explicit_open_run(eip_opening *opening, eip_reply *reply) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    eip_refusal refusal = checks[i](opening);
    if (refusal.general) return refusal;
  }
  eip_explicit_connection *connection =
      eip_explicit_connection_open(&opening->table->explicit_connections, &opening->open, &opening->request->origin);
  if (!connection) return eip_refusal_failure(EIP_CONN_OUT_OF_CONNECTIONS);
  accept(connection, reply);
  return eip_open_passes();
}
