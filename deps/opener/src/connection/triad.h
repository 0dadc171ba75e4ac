/* What names a connection for its whole life: connection serial number, originator vendor id and serial. */
#ifndef EIP_CONNECTION_TRIAD_H
#define EIP_CONNECTION_TRIAD_H

#include "base/reader.h"
#include "base/writer.h"

typedef struct {
  uint16_t connection_serial, vendor;
  uint32_t originator_serial;
} eip_triad;

eip_triad eip_triad_read(eip_reader *data);
void eip_triad_write(const eip_triad *self, eip_writer *out);
bool eip_triad_equal(const eip_triad *a, const eip_triad *b);

#endif
