/* Productions that leave before their time: change of state and the application's trigger (docs/protocol.md,
 * "Triggers"). */
#ifndef EIP_CONNECTION_TRIGGER_H
#define EIP_CONNECTION_TRIGGER_H

#include "connection/open_path.h"
#include "connection/production.h"

/* A production that runs from now on hears of changes of its data, if that is its trigger; and no longer does. */
void eip_trigger_arm(eip_production *self);
void eip_trigger_disarm(eip_production *self);

/* See eip_connection_trigger. */
void eip_trigger_fire(eip_connections *table, uint32_t input_instance);

/* See eip_input_set_run. */
void eip_trigger_set_run(eip_connections *table, eip_assembly *input, bool run);

/* The inhibit time in effect, 0 for the cyclic trigger: the path's (0 there: 1 us), or without one a quarter of the
 * RPI. */
uint32_t eip_trigger_inhibit(uint8_t trigger, const eip_open_path *path, uint32_t rpi_us);

#endif
