#include "connection/open_reply.h"

static void count(eip_counters *counters, const eip_refusal *refusal) {
  bool format = refusal->general == EIP_CIP_NOT_ENOUGH_DATA || refusal->general == EIP_CIP_TOO_MUCH_DATA ||
                refusal->general == EIP_CIP_PATH_SIZE_INVALID;
  bool resource = refusal->general == EIP_CIP_RESOURCE_UNAVAILABLE ||
                  (refusal->extended_count && refusal->extended[0] == EIP_CONN_OUT_OF_CONNECTIONS);
  if (format) {
    counters->open_format_rejects++;
  } else if (resource) {
    counters->open_resource_rejects++;
  } else {
    counters->open_other_rejects++;
  }
}

eip_outcome eip_open_refuse(const eip_opening *opening, eip_refusal refusal, eip_reply *reply) {
  count(&opening->table->environment->counters, &refusal);
  return eip_refusal_reply(&refusal, &opening->open.triad, reply);
}

/* O->T: address 0 means the one we were asked on. T->O: a group is told, another address only to those who told
 * theirs. */
static void add_sockaddr_items(const eip_opening *opening, const eip_connection *connection, eip_reply *reply) {
  const eip_config *config = &opening->table->environment->config;
  bool told = opening->request->t2o.present || connection->info.multicast;
  reply->o2t = (eip_cpf_sockaddr){.present = true, .family = EIP_FAMILY_IPV4, .endpoint = {0, config->io_port}};
  reply->t2o = (eip_cpf_sockaddr){.present = told, .family = EIP_FAMILY_IPV4, .endpoint = connection->production->to};
}

eip_outcome eip_open_accept(const eip_opening *opening, const eip_connection *connection, eip_reply *reply) {
  eip_writer_u32(&reply->data, connection ? connection->info.o2t_id : 0);
  eip_writer_u32(&reply->data, connection ? connection->info.t2o_id : 0);
  eip_triad_write(&opening->open.triad, &reply->data);
  eip_writer_u32(&reply->data, opening->open.o2t_rpi_us);
  eip_writer_u32(&reply->data, opening->open.t2o_rpi_us);
  eip_writer_u8(&reply->data, 0); /* no application data */
  eip_writer_u8(&reply->data, 0);
  if (connection) add_sockaddr_items(opening, connection, reply);
  return EIP_DONE;
}
