/* What the load generator can do; each prints one JSON object, and ends the program when a content is wrong. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

/* Arguments behind the name; see load.c. */
void load_echo(char **arguments);
void load_hold(char **arguments);
void load_listen(char **arguments);
void load_flood(char **arguments);
void load_ask(char **arguments);

/* ---- between them ---- */

#include "fleet.h"

uint32_t load_number(const char *text);
/* Ports of the protocol, one source, cyclic, 1 s both ways; the caller changes what is different. */
fleet_plan load_plan(const char *local, const char *target, uint32_t connections, uint16_t data_size);

#endif
