#include "connection/connection.h"

#include "connection/listeners.h"
#include "connection/table.h"
#include "connection/watchdog.h"

/* What other objects tell about live connections. */
static void count(const eip_connection *self, uint32_t step) {
  eip_cip *cip = self->table->cip;
  if (self->output) self->output->connections += step;
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
  self->state = EIP_CONNECTION_LIVE;
  count(self, 1);
  self->table->cip->timed_out = 0; /* someone is back: Identity status no longer tells of the last loss */
  eip_production_start(self->production);
  eip_watchdog_start(self);
  eip_connection_tell(self, EIP_CONNECTION_OPENED);
}

void eip_connection_end(eip_connection *self, eip_connection_change change) {
  eip_connections *table = self->table;
  const eip_connection last = *self; /* its place may be taken again while the application listens */
  eip_deadlines_cancel(&table->environment->timers, &self->watchdog.deadline);
  count(self, UINT32_MAX);
  eip_connections_release(table, self);
  eip_connection_tell(&last, change);
  eip_listeners_left_by(table, &last.info);
}

void eip_connection_tell(const eip_connection *self, eip_connection_change change) {
  const eip_application *application = &self->table->environment->config.application;
  if (!application->connection_changed) return;
  application->connection_changed(application->user, change, &self->info);
}
