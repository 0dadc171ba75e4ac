#include "connection/connection.h"

#include "connection/format.h"
#include "connection/packet.h"
#include "connection/table.h"
#include "connection/watchdog.h"

/* QoS object defaults by priority: low, high, scheduled, urgent. */
static const uint8_t dscp_of_priority[] = {31, 43, 47, 55};

/* T->O ids live at the originator: any number nobody can guess, but not 0. */
static uint32_t own_t2o_id(const eip_host *host) {
  uint32_t id = host->random(host->user);
  return id ? id : 1;
}

static void describe(eip_connection *self, const eip_open_request *open, const eip_connection_point *point,
                     eip_endpoint originator) {
  eip_connection_info *info = &self->info;
  info->type = point->type;
  info->output_instance = point->output_instance;
  info->input_instance = point->input_instance;
  info->config_instance = point->config_instance;
  info->connection_serial = open->triad.connection_serial;
  info->originator_vendor = open->triad.vendor;
  info->originator_serial = open->triad.originator_serial;
  info->originator = originator;
  info->t2o_id = open->t2o_id ? open->t2o_id : own_t2o_id(&self->table->environment->config.host);
  info->o2t_api_us = open->o2t_rpi_us;
  info->t2o_api_us = open->t2o_rpi_us;
  info->o2t_size = self->output->size;
  info->t2o_size = self->input->size;
  info->timeout_us = self->timeout_us > UINT32_MAX ? UINT32_MAX : (uint32_t)self->timeout_us;
}

void eip_connection_prepare(eip_connection *self, const eip_open_request *open, const eip_connection_point *point,
                            eip_endpoint originator) {
  eip_cip *cip = self->table->cip;
  self->triad = open->triad;
  self->transport_class = open->transport_class;
  self->trigger = open->trigger;
  self->o2t_format = point->o2t_format;
  self->t2o_format = point->t2o_format;
  self->output = eip_assembly_find(cip, point->output_instance);
  self->input = eip_assembly_find(cip, point->input_instance);
  self->configuration = point->config_instance ? eip_assembly_find(cip, point->config_instance) : NULL;
  self->o2t_length = eip_format_size(point->o2t_format, self->output->size);
  self->timeout_us = eip_watchdog_timeout(open->multiplier, open->o2t_rpi_us);
  self->dscp = dscp_of_priority[open->t2o.priority];
  self->watchdog.connection = self;
  describe(self, open, point, originator);
  self->packet_length = eip_packet_build(self->packet, self->info.t2o_id, self->input->size);
  self->input_version = self->input->version - 1; /* the first production takes the data */
}

/* What other objects tell about live connections. */
static void count(const eip_connection *self, uint32_t step) {
  eip_cip *cip = self->table->cip;
  self->output->connections += step;
  if (self->configuration) self->configuration->connections += step;
  self->table->environment->counters.io_connections += step;
  if (self->info.type == EIP_POINT_EXCLUSIVE_OWNER) cip->owners += step;
  if (self->run == EIP_RUN) {
    cip->io_run += step;
  } else {
    cip->io_idle += step;
  }
}

void eip_connection_start(eip_connection *self) {
  eip_environment *environment = self->table->environment;
  self->state = EIP_CONNECTION_LIVE;
  count(self, 1);
  self->table->cip->timed_out = 0; /* someone is back: Identity status no longer tells of the last loss */
  /* Due at once: some scanners only answer what they hear. */
  eip_lanes_add(&self->table->lanes, self, environment->now_us);
  eip_watchdog_start(self);
  eip_connection_tell(self, EIP_CONNECTION_OPENED);
}

void eip_connection_end(eip_connection *self, eip_connection_change change) {
  eip_environment *environment = self->table->environment;
  const eip_connection last = *self; /* its place may be taken again while the application listens */
  eip_lanes_remove(&self->table->lanes, self);
  eip_deadlines_cancel(&environment->timers, &self->watchdog.deadline);
  count(self, UINT32_MAX);
  eip_connections_release(self->table, self);
  eip_connection_tell(&last, change);
}

void eip_connection_tell(const eip_connection *self, eip_connection_change change) {
  const eip_application *application = &self->table->environment->config.application;
  if (!application->connection_changed) return;
  application->connection_changed(application->user, change, &self->info);
}
