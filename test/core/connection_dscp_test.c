/* The DSCP of T->O: by its priority, from the settings as they are when a connection opens. */
#include "support/points.h"
#include "tap.h"

static void other_settings(eip_config *config) {
  config->settings.dscp_low = 1;
  config->settings.dscp_high = 2;
  config->settings.dscp_scheduled = 3;
  config->settings.dscp_urgent = 63;
}

static const struct {
  const char *priority;
  uint8_t usual, other;
} rows[] = {{"low", 31, 1}, {"high", 43, 2}, {"scheduled", 47, 3}, {"urgent", 55, 63}};

static uint8_t dscp_of(void (*change)(eip_config *config), uint32_t priority, uint32_t type) {
  world *w = world_with(change);
  open_form form = open_owner(1);
  form.t2o_priority = priority;
  form.t2o_type = type;
  form.o2t_priority = (priority + 1) % 4;
  world_open(w, &form);
  eip_io_datagram datagram = {.dscp = 0xFF};
  world_outputs(w, &datagram);
  world_free(w);
  return datagram.dscp;
}

int main(void) {
  for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    tap_equal(dscp_of(NULL, i, 2), rows[i].usual, "T->O priority %s: DSCP %u", rows[i].priority, rows[i].usual);
    tap_equal(dscp_of(other_settings, i, 2), rows[i].other, "T->O priority %s: as set", rows[i].priority);
    tap_equal(dscp_of(other_settings, i, 1), rows[i].other, "T->O priority %s: to a group too", rows[i].priority);
  }
  return tap_done();
}
