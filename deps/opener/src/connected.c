#include "connected.h"

#include "connection/explicit_arrival.h"

static void send_stored(eip_stack *self, const eip_encap_origin *origin, const eip_explicit_connection *connection) {
  self->environment.counters.explicit_repeated++;
  eip_span reply = {connection->reply, connection->reply_length};
  eip_encap_send_connected(&self->encap, origin, connection->t2o_id, connection->sequence_count, reply);
}

static eip_request request_of(const eip_encap_origin *origin, const eip_arrival *arrival) {
  const eip_explicit_connection *connection = arrival->connection;
  return (eip_request){.origin = *origin,
                       .connection = connection->o2t_id,
                       .sequence_count = arrival->sequence_count,
                       .reply_room = connection->open.t2o.size - EIP_SEQUENCE_COUNT};
}

static void run(eip_stack *self, const eip_encap_origin *origin, const eip_arrival *arrival) {
  eip_request request = request_of(origin, arrival);
  eip_reply reply = eip_reply_to(&request, self->reply_data);
  eip_outcome outcome = eip_router_run(&self->cip, arrival->message, &request, &reply);
  if (outcome == EIP_DONE) eip_connected_reply(self, &request, &reply);
}

/* It is answered like any other, so that the originator hears what is wrong. */
static void refuse_length(eip_stack *self, const eip_encap_origin *origin, const eip_arrival *arrival) {
  eip_request request = request_of(origin, arrival);
  request.service = arrival->message.bytes[0];
  eip_reply reply = eip_reply_to(&request, self->reply_data);
  eip_reply_refuse(&reply, EIP_CIP_TOO_MUCH_DATA);
  eip_router_close_reply(&self->cip, &reply);
  eip_connected_reply(self, &request, &reply);
}

void eip_connected_input(eip_stack *self, const eip_encap_origin *origin, const eip_cpf *items) {
  eip_arrival arrival;
  switch (eip_arrival_judge(&arrival, &self->connections.explicit_connections, origin, items)) {
    case EIP_ARRIVAL_STRAY:
      self->environment.counters.encap_discarded++;
      break;
    case EIP_ARRIVAL_NEW:
      run(self, origin, &arrival);
      break;
    case EIP_ARRIVAL_TOO_LONG:
      refuse_length(self, origin, &arrival);
      break;
    case EIP_ARRIVAL_REPEATED:
      send_stored(self, origin, arrival.connection);
      break;
    case EIP_ARRIVAL_WAITING:
      self->environment.counters.explicit_repeated++;
      break;
  }
}

/* The connection keeps the reply to its last request only: a late one to an earlier request leaves and is forgotten. */
void eip_connected_reply(eip_stack *self, const eip_request *request, eip_reply *reply) {
  eip_explicit_connection *connection =
      eip_explicit_connection_by_id(&self->connections.explicit_connections, request->connection);
  if (!connection) {
    self->environment.counters.replies_dropped++;
    return;
  }
  bool last = connection->sequence_count == request->sequence_count;
  eip_writer out = eip_writer_over(last ? connection->reply : self->reply, request->reply_room);
  eip_router_write_reply(&out, reply);
  eip_span message = eip_writer_written(&out);
  if (last) connection->reply_length = message.length;
  eip_encap_send_connected(&self->encap, &request->origin, connection->t2o_id, request->sequence_count, message);
}
