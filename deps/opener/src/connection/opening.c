#include "connection/opening.h"

#include "connection/forward_open.h"

uint8_t eip_opening_parse(eip_opening *self) {
  bool large = self->request->service == EIP_SERVICE_LARGE_FORWARD_OPEN;
  return eip_open_request_parse(&self->open, self->request->data, large);
}
