#include "device/device.h"
#include "target.h"

/* Of each connection of the target: bytes of data that it takes. */
static const uint8_t sizes[] = {32, 8, 0, 0, 0};

/* Steps of both counts, run/idle header, length, data. */
static void datagram(frame *to, uint32_t how, int sequence, int count, uint32_t header, uint32_t length) {
  frame_u8(to, how);
  frame_u8(to, (uint32_t)sequence);
  frame_u8(to, (uint32_t)count);
  frame_u8(to, header);
  frame_u8(to, length);
  for (uint32_t i = 0; i < length; i++) frame_u8(to, i + 1);
}

static void one_connection(fuzz_take take, void *user, uint32_t which) {
  static const char *const names[] = {"header", "range", "heartbeat", "nothing", "header-alone"};
  frame input = {.length = 0};
  uint32_t size = sizes[which];
  datagram(&input, which, 1, 1, 1, size);
  datagram(&input, which | 0x40, 1, 1, 1, size);
  datagram(&input, which | 0x80, 1, 0, 1, size); /* the same CIP sequence count */
  datagram(&input, which, 0, 1, 1, size);        /* an old one */
  datagram(&input, which, 1, 1, 0, size);        /* idle */
  datagram(&input, which, 1, 1, 1, size + 1);    /* too long */
  datagram(&input, which | 8, 1, 1, 1, size);    /* from elsewhere */
  datagram(&input, which | 0x20, 1, 1, 1, size); /* without a sequence */
  take(user, names[which], input.bytes, input.length);
}

/* As they are: empty, cut, of an unknown connection, with an item too many. */
static void raw(fuzz_take take, void *user) {
  static const char *const hex[] = {"", "02 00 02 80 08", "02 00 02 80 08 00 01 02 03 04 05 00 00 00 B1 00 02 00 01 00",
                                    "03 00 02 80 08 00 01 02 03 04 05 00 00 00 B1 00 01 00 AA 01 00 01 00 BB"};
  frame input = {.length = 0};
  for (size_t i = 0; i < sizeof hex / sizeof *hex; i++) {
    frame bytes = frame_hex(hex[i]);
    frame_u8(&input, 0x10);
    frame_u8(&input, (uint32_t)bytes.length);
    frame_bytes(&input, bytes.bytes, bytes.length);
  }
  take(user, "raw", input.bytes, input.length);
}

void fuzz_seeds(fuzz_take take, void *user) {
  for (uint32_t i = 0; i < sizeof sizes; i++) one_connection(take, user, i);
  raw(take, user);
}

const char *fuzz_not_reached(const eip_counters *all) {
  if (all->io_new_data == 0 || all->io_repeated == 0) return "accepted datagrams";
  if (all->io_foreign == 0 || all->io_old == 0) return "datagrams from elsewhere, and old ones";
  return all->io_malformed && all->io_unknown ? NULL : "malformed and unknown datagrams";
}
