#include "connection/triad.h"

eip_triad eip_triad_read(eip_reader *data) {
  eip_triad triad;
  triad.connection_serial = eip_reader_u16(data);
  triad.vendor = eip_reader_u16(data);
  triad.originator_serial = eip_reader_u32(data);
  return triad;
}

void eip_triad_write(const eip_triad *self, eip_writer *out) {
  eip_writer_u16(out, self->connection_serial);
  eip_writer_u16(out, self->vendor);
  eip_writer_u32(out, self->originator_serial);
}

bool eip_triad_equal(const eip_triad *a, const eip_triad *b) {
  return a->connection_serial == b->connection_serial && a->vendor == b->vendor &&
         a->originator_serial == b->originator_serial;
}
