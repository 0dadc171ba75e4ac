#include "connection/forward_open.h"

#include "connection/configuration.h"
#include "connection/explicit_open.h"
#include "connection/listeners.h"
#include "connection/null_open.h"
#include "connection/open_checks.h"
#include "connection/open_reply.h"
#include "connection/prepare.h"

/* What may have changed while the application thought about it. */
static eip_refusal check_again(const eip_connection *connection) {
  if (connection->cancelled) return eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
  bool alone = connection->info.type == EIP_POINT_LISTEN_ONLY &&
               !eip_listeners_have_producer(connection->table, connection->info.input_instance);
  return alone ? eip_refusal_failure(EIP_CONN_NO_PRODUCER) : eip_open_passes();
}

/* The last step: nothing refuses from here on but the application's answer. */
static eip_outcome finish(eip_opening *opening, eip_connection *connection, eip_answer answer, eip_reply *reply) {
  eip_refusal refusal = check_again(connection);
  if (!refusal.general) refusal = eip_configuration_refusal(answer);
  if (refusal.general) {
    eip_connections_release(opening->table, connection);
    return eip_open_refuse(opening, refusal, reply);
  }
  if (opening->configuration.length) {
    eip_assembly_accept(opening->table->cip, connection->configuration, opening->configuration, &connection->info);
  }
  eip_connection_start(connection);
  return eip_open_accept(opening, connection, reply);
}

/* The connection that waits for this answer: its triad is in the kept request, and nobody else can have had that
 * triad since, nor could the reservation end otherwise. */
static eip_connection *waiting(eip_opening *opening) {
  eip_opening_parse(opening);
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

static bool is_cancelled(void *object, const eip_request *request) {
  eip_opening opening = {.table = object, .request = request};
  return waiting(&opening)->cancelled;
}

/* Asks the application; the connection is reserved already, so that what was delivered is not refused afterwards. */
static eip_outcome deliver(eip_opening *opening, eip_connection *connection, eip_reply *reply) {
  eip_connections *table = opening->table;
  const eip_application *application = &table->environment->config.application;
  const eip_continuation continuation = {.object = table,
                                         .resume = resume,
                                         .abandon = abandon,
                                         .outdated = is_cancelled,
                                         .overdue = EIP_CONFIGURATION_OVERDUE};
  eip_token token = eip_pending_open(table->cip, opening->request, &continuation);
  if (!token) return finish(opening, connection, EIP_REFUSE(EIP_CIP_RESOURCE_UNAVAILABLE, 0), reply);
  eip_answer answer =
      application->configuration_received(application->user, &connection->info, opening->configuration, token);
  return eip_pending_settle(table->cip, token, answer, &continuation, opening->request, reply);
}

static eip_outcome open(eip_opening *opening, eip_reply *reply) {
  eip_connection *connection = eip_connection_reserve_for(opening);
  if (!connection) return eip_open_refuse(opening, eip_refusal_failure(EIP_CONN_OUT_OF_CONNECTIONS), reply);
  bool ask = opening->configuration.length && opening->table->environment->config.application.configuration_received;
  return ask ? deliver(opening, connection, reply) : finish(opening, connection, EIP_ACCEPT, reply);
}

eip_outcome eip_forward_open_run(void *object, const eip_request *request, eip_reply *reply) {
  eip_opening opening = {.table = object, .request = request};
  opening.table->environment->counters.opens++;
  uint8_t malformed = eip_opening_parse(&opening);
  if (malformed) return eip_open_refuse(&opening, eip_refusal_general(malformed), reply);
  if (eip_explicit_open_asked(&opening.open)) {
    eip_refusal objection = eip_explicit_open_run(&opening, reply);
    return objection.general ? eip_open_refuse(&opening, objection, reply) : EIP_DONE;
  }
  eip_refusal refusal = eip_open_checks_run(&opening);
  if (refusal.general) return eip_open_refuse(&opening, refusal, reply);
  return eip_opening_is_null(&opening) ? eip_null_open_run(&opening, reply) : open(&opening, reply);
}
