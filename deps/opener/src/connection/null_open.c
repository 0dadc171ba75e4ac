#include "connection/null_open.h"

#include "connection/configuration.h"
#include "connection/open_checks.h"
#include "connection/open_reply.h"

/* The live connection that is configured anew; NULL: none, the data is for the assembly alone. */
static eip_connection *subject(const eip_opening *opening) {
  eip_connection *connection = eip_connections_by_triad(opening->table, &opening->open.triad);
  bool its_own = connection && connection->state == EIP_CONNECTION_LIVE &&
                 connection->info.config_instance == opening->point->config_instance;
  return its_own ? connection : NULL;
}

/* Who asks, where there is no connection to tell of. */
static eip_connection_info stranger(const eip_opening *opening) {
  const eip_connection_point *point = opening->point;
  return (eip_connection_info){
      .slot = UINT32_MAX,
      .type = point->type,
      .output_instance = point->output_instance,
      .input_instance = point->input_instance,
      .config_instance = point->config_instance,
      .connection_serial = opening->open.triad.connection_serial,
      .originator_vendor = opening->open.triad.vendor,
      .originator_serial = opening->open.triad.originator_serial,
      .originator = opening->request->origin.remote,
      .o2t_api_us = opening->open.o2t_rpi_us,
      .t2o_api_us = opening->open.t2o_rpi_us,
  };
}

/* Whom the application is told of. */
static eip_connection_info about(const eip_opening *opening) {
  const eip_connection *connection = subject(opening);
  return connection ? connection->info : stranger(opening);
}

static eip_outcome finish(eip_opening *opening, eip_answer answer, eip_reply *reply) {
  eip_refusal refusal = eip_configuration_refusal(answer);
  if (refusal.general) return eip_open_refuse(opening, refusal, reply);
  eip_cip *cip = opening->table->cip;
  eip_connection *connection = subject(opening);
  if (connection && opening->configured) connection->configured = true;
  if (opening->configuration.length) {
    const eip_connection_info brought_by = about(opening);
    eip_assembly_accept(cip, eip_point_configuration(opening->point, cip), opening->configuration, &brought_by);
  }
  return eip_open_accept(opening, NULL, reply);
}

/* Nothing was reserved, so everything is asked again: points may be gone, and another configuration may have come. */
static void resume(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)data; /* a Forward Open has no application data to add */
  eip_opening opening = {.table = object, .request = request};
  eip_opening_parse(&opening);
  eip_refusal refusal = eip_open_checks_run(&opening);
  if (refusal.general && answer.general == EIP_CIP_SUCCESS) {
    eip_open_refuse(&opening, refusal, reply);
  } else {
    finish(&opening, answer, reply);
  }
}

/* Its point is looked for by the checks. */
static bool is_gone(void *object, const eip_request *request) {
  eip_opening opening = {.table = object, .request = request};
  eip_opening_parse(&opening);
  eip_open_checks_run(&opening);
  return !opening.point;
}

static eip_outcome deliver(eip_opening *opening, eip_reply *reply) {
  eip_connections *table = opening->table;
  const eip_application *application = &table->environment->config.application;
  const eip_continuation continuation = {
      .object = table, .resume = resume, .outdated = is_gone, .overdue = EIP_CONFIGURATION_OVERDUE};
  eip_token token = eip_pending_open(table->cip, opening->request, &continuation);
  if (!token) return eip_open_refuse(opening, eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE), reply);
  const eip_connection_info candidate = about(opening);
  eip_answer answer = application->configuration_received(application->user, &candidate, opening->configuration, token);
  return eip_pending_settle(table->cip, token, answer, &continuation, opening->request, reply);
}

eip_outcome eip_null_open_run(eip_opening *opening, eip_reply *reply) {
  bool ask = opening->configuration.length && opening->table->environment->config.application.configuration_received;
  return ask ? deliver(opening, reply) : finish(opening, EIP_ACCEPT, reply);
}
