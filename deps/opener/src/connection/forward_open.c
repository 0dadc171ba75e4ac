#include "connection/forward_open.h"

#include "connection/configuration.h"
#include "connection/open_checks.h"

enum { IO_PORT = 2222 }; /* of an originator that does not tell its own */

/* ---- replies ---- */

static eip_outcome refuse(eip_opening *opening, eip_refusal refusal, eip_reply *reply) {
  eip_counters *counters = &opening->table->environment->counters;
  bool format = refusal.general == EIP_CIP_NOT_ENOUGH_DATA || refusal.general == EIP_CIP_TOO_MUCH_DATA ||
                refusal.general == EIP_CIP_PATH_SIZE_INVALID;
  bool resource = refusal.general == EIP_CIP_RESOURCE_UNAVAILABLE ||
                  (refusal.extended_count && refusal.extended[0] == EIP_CONN_OUT_OF_CONNECTIONS);
  if (format) {
    counters->open_format_rejects++;
  } else if (resource) {
    counters->open_resource_rejects++;
  } else {
    counters->open_other_rejects++;
  }
  return eip_refusal_reply(&refusal, &opening->open.triad, reply);
}

/* O->T: address 0 means the one we were asked on. T->O: told only to those who told theirs. */
static void add_sockaddr_items(const eip_opening *opening, const eip_connection *connection, eip_reply *reply) {
  const eip_config *config = &opening->table->environment->config;
  reply->o2t = (eip_cpf_sockaddr){.present = true, .family = EIP_FAMILY_IPV4, .endpoint = {0, config->io_port}};
  reply->t2o = (eip_cpf_sockaddr){
      .present = opening->request->t2o.present, .family = EIP_FAMILY_IPV4, .endpoint = connection->info.originator};
}

static eip_outcome accept(eip_opening *opening, const eip_connection *connection, eip_reply *reply) {
  const eip_connection_info *info = &connection->info;
  eip_writer_u32(&reply->data, info->o2t_id);
  eip_writer_u32(&reply->data, info->t2o_id);
  eip_triad_write(&connection->triad, &reply->data);
  eip_writer_u32(&reply->data, info->o2t_api_us);
  eip_writer_u32(&reply->data, info->t2o_api_us);
  eip_writer_u8(&reply->data, 0); /* no application data */
  eip_writer_u8(&reply->data, 0);
  add_sockaddr_items(opening, connection, reply);
  return EIP_DONE;
}

/* ---- opening ---- */

/* The last step: nothing refuses from here on but the application's answer. */
static eip_outcome finish(eip_opening *opening, eip_connection *connection, eip_answer answer, eip_reply *reply) {
  eip_refusal refusal = eip_configuration_refusal(answer);
  if (connection->cancelled) refusal = eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
  if (refusal.general) {
    eip_connections_release(opening->table, connection);
    return refuse(opening, refusal, reply);
  }
  if (opening->configuration.length) {
    eip_assembly_accept(opening->table->cip, connection->configuration, opening->configuration, &connection->info);
  }
  eip_connection_start(connection);
  return accept(opening, connection, reply);
}

static uint8_t parse(eip_opening *opening) {
  bool large = opening->request->service == EIP_SERVICE_LARGE_FORWARD_OPEN;
  return eip_open_request_parse(&opening->open, opening->request->data, large);
}

/* The connection that waits for this answer: its triad is in the kept request, and nobody else can have had that
 * triad since, nor could the reservation end otherwise. */
static eip_connection *waiting(eip_opening *opening) {
  parse(opening);
  return eip_connections_by_triad(opening->table, &opening->open.triad);
}

static void resume(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)data; /* a Forward Open has no application data to add */
  eip_opening opening = {.table = object, .request = request};
  eip_connection *connection = waiting(&opening);
  eip_open_path_parse(&opening.path, opening.open.path);
  if (!connection->cancelled) {
    opening.configuration = (eip_span){opening.path.data.bytes, connection->configuration->size};
  }
  finish(&opening, connection, answer, reply);
}

static void abandon(void *object, const eip_request *request) {
  eip_opening opening = {.table = object, .request = request};
  eip_connections_release(opening.table, waiting(&opening));
}

/* Asks the application; the connection is reserved already, so that what was delivered is not refused afterwards. */
static eip_outcome deliver(eip_opening *opening, eip_connection *connection, eip_reply *reply) {
  eip_connections *table = opening->table;
  const eip_application *application = &table->environment->config.application;
  const eip_continuation continuation = {
      .object = table,
      .resume = resume,
      .abandon = abandon,
      .overdue = EIP_REFUSE(EIP_CIP_CONNECTION_FAILURE, EIP_CONN_CONFIG_PATH),
  };
  eip_token token = eip_pending_open(table->cip, opening->request, &continuation);
  if (!token) return finish(opening, connection, EIP_REFUSE(EIP_CIP_RESOURCE_UNAVAILABLE, 0), reply);
  eip_answer answer =
      application->configuration_received(application->user, &connection->info, opening->configuration, token);
  return eip_pending_settle(table->cip, token, answer, &continuation, opening->request, reply);
}

/* T->O goes to the address of the TCP connection, whatever the item says: nobody aims us at a third host. */
static eip_endpoint destination(const eip_request *request) {
  uint16_t port = request->t2o.present ? request->t2o.endpoint.port : IO_PORT;
  return (eip_endpoint){request->origin.remote.address, port};
}

static eip_outcome open(eip_opening *opening, eip_reply *reply) {
  eip_connection *connection = eip_connections_reserve(opening->table);
  if (!connection) return refuse(opening, eip_refusal_failure(EIP_CONN_OUT_OF_CONNECTIONS), reply);
  eip_connection_prepare(connection, &opening->open, opening->point, destination(opening->request));
  connection->configured = opening->configured;
  bool ask = opening->configuration.length && opening->table->environment->config.application.configuration_received;
  return ask ? deliver(opening, connection, reply) : finish(opening, connection, EIP_ACCEPT, reply);
}

eip_outcome eip_forward_open_run(void *object, const eip_request *request, eip_reply *reply) {
  eip_opening opening = {.table = object, .request = request};
  opening.table->environment->counters.opens++;
  uint8_t malformed = parse(&opening);
  if (malformed) return refuse(&opening, eip_refusal_general(malformed), reply);
  eip_refusal refusal = eip_open_checks_run(&opening);
  return refusal.general ? refuse(&opening, refusal, reply) : open(&opening, reply);
}
