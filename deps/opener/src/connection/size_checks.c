#include "connection/size_checks.h"

#include "connection/format.h"

typedef struct {
  uint16_t named; /* by the parameters, everything counted in */
  uint16_t head;  /* what is counted in besides the data */
  uint16_t least, most;
} direction;

/* False: another size than those it may have. */
static bool find_data(const direction *self, uint16_t *data) {
  if (self->named < self->head) return false;
  *data = (uint16_t)(self->named - self->head);
  return *data >= self->least && *data <= self->most;
}

static uint16_t right_size(const direction *self) { return (uint16_t)(self->head + self->most); }

static uint16_t bytes_of(const eip_assembly *assembly) { return assembly ? assembly->size : 0; }

/* Fixed and variable size alike have to name the assembly's, unless the point has a range. */
eip_refusal eip_open_check_sizes(eip_opening *opening) {
  const eip_connection_point *point = opening->point;
  const eip_open_request *open = &opening->open;
  uint16_t output = bytes_of(opening->output), input = bytes_of(opening->input);
  const direction o2t = {.named = open->o2t.size,
                         .head = eip_format_head(point->o2t_format, open->transport_class),
                         .least = point->o2t_ranged ? point->o2t_least : output,
                         .most = output};
  const direction t2o = {.named = open->t2o.size,
                         .head = eip_format_head(point->t2o_format, open->transport_class),
                         .least = point->t2o_ranged ? point->t2o_least : input,
                         .most = input};
  if (!find_data(&o2t, &opening->o2t_data)) return eip_refusal_with_word(EIP_CONN_O2T_SIZE, right_size(&o2t));
  if (!find_data(&t2o, &opening->t2o_data)) return eip_refusal_with_word(EIP_CONN_T2O_SIZE, right_size(&t2o));
  return eip_open_passes();
}
