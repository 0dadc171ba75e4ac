/* The fixed part of Forward Open and Large Forward Open by itself: every field, every bit of the parameters. */
#include "connection/open_request.h"
#include "exact.h"
#include "opener/status.h"
#include "tap.h"

/* tick, ticks, O->T id, T->O id, serial, vendor, originator serial, multiplier, reserved, ... */
#define HEAD "0a 05 11111111 44332211 0201 0403 08070605 03 ffffff "

typedef struct {
  const char *rule;
  bool large;
  const char *parameters; /* of both directions */
  uint16_t size;
  bool variable;
  uint8_t priority;
  eip_network_type type;
} parameters_row;

static const parameters_row rows[] = {
    {"nothing set", false, "0000", 0, false, 0, EIP_NETWORK_NULL},
    {"size is bits 0-8", false, "ff01", 511, false, 0, EIP_NETWORK_NULL},
    {"variable is bit 9", false, "0002", 0, true, 0, EIP_NETWORK_NULL},
    {"priority is bits 10-11", false, "000c", 0, false, 3, EIP_NETWORK_NULL},
    {"type is bits 13-14", false, "0060", 0, false, 0, EIP_NETWORK_RESERVED},
    {"multicast", false, "0020", 0, false, 0, EIP_NETWORK_MULTICAST},
    {"point-to-point", false, "0040", 0, false, 0, EIP_NETWORK_POINT_TO_POINT},
    {"bit 12 and redundant owner are ignored", false, "0090", 0, false, 0, EIP_NETWORK_NULL},
    {"large: size is bits 0-15", true, "ffff0000", 65535, false, 0, EIP_NETWORK_NULL},
    {"large: variable is bit 25", true, "00000002", 0, true, 0, EIP_NETWORK_NULL},
    {"large: priority is bits 26-27", true, "0000000c", 0, false, 3, EIP_NETWORK_NULL},
    {"large: type is bits 29-30", true, "00000060", 0, false, 0, EIP_NETWORK_RESERVED},
    {"large: bits 16-24, 28 and redundant owner are ignored", true, "0000ff91", 0, false, 0, EIP_NETWORK_NULL},
};

static bool parameters_are(const eip_network_parameters *parameters, const parameters_row *row) {
  return parameters->size == row->size && parameters->variable == row->variable &&
         parameters->priority == row->priority && parameters->type == row->type;
}

static void parameters(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char hex[256];
    const char *none = rows[i].large ? "00000000" : "0000";
    for (int direction = 0; direction < 2; direction++) {
      snprintf(hex, sizeof hex, HEAD "10270000 %s 204e0000 %s 01 01 2004", direction ? none : rows[i].parameters,
               direction ? rows[i].parameters : none);
      exact bytes = exact_hex(hex);
      eip_open_request open;
      uint8_t status = eip_open_request_parse(&open, exact_span(&bytes), rows[i].large);
      const eip_network_parameters *its = direction ? &open.t2o : &open.o2t;
      const eip_network_parameters *other = direction ? &open.o2t : &open.t2o;
      tap_ok(status == EIP_CIP_SUCCESS && parameters_are(its, &rows[i]) && parameters_are(other, &rows[0]),
             "%s parameters: %s", direction ? "T->O" : "O->T", rows[i].rule);
      exact_free(&bytes);
    }
  }
}

static void fields(void) {
  exact bytes = exact_hex(HEAD "10270000 2648 204e0000 2248 a1 02 2004 2c96");
  eip_open_request open;
  tap_equal(eip_open_request_parse(&open, exact_span(&bytes), false), EIP_CIP_SUCCESS, "a whole request");
  tap_equal(open.t2o_id, 0x11223344, "the T->O id");
  tap_ok(open.triad.connection_serial == 0x0102 && open.triad.vendor == 0x0304 &&
             open.triad.originator_serial == 0x05060708,
         "the triad");
  tap_ok(open.multiplier == 3 && open.o2t_rpi_us == 10000 && open.t2o_rpi_us == 20000, "multiplier and RPIs");
  tap_ok(open.transport_class == 1 && open.trigger == 2, "transport class and trigger without the server bit");
  tap_ok(open.path.length == 4 && open.path.bytes == bytes.bytes + 36, "the path points into the request");
  exact_free(&bytes);
}

int main(void) {
  parameters();
  fields();
  return tap_done();
}
