/* Declared connection points: which O->T, T->O and configuration instances open together, and as what. */
#ifndef EIP_CONNECTION_POINT_H
#define EIP_CONNECTION_POINT_H

#include "cip/cip.h"

typedef struct {
  bool declared; /* false: free place */
  eip_connection_point as;
} eip_point;

typedef struct {
  eip_point *places;
  uint32_t capacity;
} eip_points;

void eip_points_init(eip_points *self, uint32_t capacity, eip_arena *arena);

/* See eip_connection_point_declare. */
eip_status eip_points_declare(eip_points *self, eip_cip *cip, const eip_connection_point *point);

/* EIP_ERR_UNKNOWN: this pair is not declared together. */
eip_status eip_points_undeclare(eip_points *self, uint32_t output, uint32_t input);

/* Undeclares every point over the assembly. */
void eip_points_forget(eip_points *self, eip_cip *cip, const eip_assembly *assembly);

/* The point with this pair, NULL when they are not declared together. */
const eip_connection_point *eip_points_find(const eip_points *self, uint32_t output, uint32_t input);

/* Whether any point names the instance as its O->T, T->O, configuration instance. */
bool eip_points_have_output(const eip_points *self, uint32_t instance);
bool eip_points_have_input(const eip_points *self, uint32_t instance);
bool eip_points_have_configuration(const eip_points *self, uint32_t instance);

/* The assemblies of a point: NULL where it carries no data, or has no configuration. */
eip_assembly *eip_point_output(const eip_connection_point *point, eip_cip *cip);
eip_assembly *eip_point_input(const eip_connection_point *point, eip_cip *cip);
eip_assembly *eip_point_configuration(const eip_connection_point *point, eip_cip *cip);

#endif
