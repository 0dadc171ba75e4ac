#include "targets/stateful_steps.h"

#include <string.h>

#include "target.h"

/* Waits; those with bit 0 take what is due then. */
enum { MS_5 = 0x74, MS_16_AND_TAKE = 0x7F, MS_30 = 0x86, MS_500 = 0xAF, MINUTE = 0xFF, REMOVED = 0x80 };

/* Point and serial, how (1 class 1, 2 multicast, 4 change of state, 8 application), times (0: 10 ms, four times), more
 * (4: configuration data of zeros, 8: of ones), peer. */
#define OPEN(point, serial, how, more) STEP_OPEN, (point) | (serial) << 4, how, 0, more, 0
#define CLOSE(serial) STEP_CLOSE, serial
#define DATA(slot) STEP_DATA, (slot) | 0x10, 1
#define WAIT(how) STEP_WAIT, how

static const uint8_t cycle[] = {
    OPEN(0, 0, 1, 8), STEP_OUTPUTS, DATA(0), WAIT(MS_16_AND_TAKE), DATA(0), STEP_WRITE, 2, 7, STEP_OUTPUTS,
    WAIT(MS_30),      STEP_OUTPUTS, DATA(0), WAIT(MS_30),          DATA(0), CLOSE(0),
};
static const uint8_t shared[] = {
    OPEN(0, 0, 3, 0), OPEN(1, 1, 3, 0), OPEN(2, 2, 3, 0), STEP_OUTPUTS, CLOSE(0),         WAIT(MS_16_AND_TAKE),
    CLOSE(1),         STEP_OUTPUTS,     OPEN(2, 2, 3, 0), STEP_OUTPUTS, OPEN(1, 1, 3, 0), OPEN(2, 2, 3, 0),
};
static const uint8_t lane[] = {
    OPEN(1, 0, 1, 0), STEP_OUTPUTS,         WAIT(MS_5),           OPEN(1, 1, 1, 0),
    STEP_OUTPUTS,     WAIT(MS_16_AND_TAKE), WAIT(MS_16_AND_TAKE),
};
static const uint8_t triggers[] = {
    OPEN(4, 0, 5, 0),
    OPEN(5, 1, 5, 0),
    OPEN(9, 2, 9, 0),
    STEP_OUTPUTS,
    STEP_WRITE,
    3,
    1,
    STEP_OUTPUTS,
    STEP_WRITE,
    23,
    2,
    STEP_WRITE,
    11,
    0,
    WAIT(MS_16_AND_TAKE),
    STEP_OUTPUTS,
    STEP_WRITE,
    39,
    0,
};
static const uint8_t times_out[] = {
    OPEN(3, 0, 0, 0), OPEN(6, 1, 1, 0), OPEN(7, 2, 1, 0), DATA(0),
    WAIT(MS_500),     WAIT(MS_500),     WAIT(MINUTE),     STEP_OUTPUTS,
};
static const uint8_t waits[] = {
    STEP_MOOD,
    2,
    OPEN(0, 0, 1, 8),
    OPEN(3, 1, 1, 8),
    STEP_ASSEMBLY,
    REMOVED | 0,
    STEP_COMPLETE,
    0,
    STEP_COMPLETE,
    1,
    STEP_ASSEMBLY,
    0,
    OPEN(0, 0, 1, 8),
    STEP_PEER,
    0,
    STEP_COMPLETE,
    0,
    STEP_PEER,
    8,
    OPEN(0, 0, 1, 4),
    WAIT(MS_500),
    WAIT(MS_500),
};
static const uint8_t null_opens[] = {
    OPEN(0, 0, 1, 8), STEP_NULL_OPEN, 0, 1, 0, 4, 0, STEP_NULL_OPEN, 0, 1, 0, 0, 0, STEP_NULL_OPEN, 0x10, 1, 0, 12, 0,
};
static const uint8_t class3[] = {
    STEP_OPEN_CLASS3,
    0,
    STEP_ASK_CONNECTED,
    8,
    STEP_ASK_CONNECTED,
    0,
    STEP_MOOD,
    2,
    STEP_ASK_CONNECTED,
    9,
    STEP_OPEN_CLASS3,
    0x11,
    STEP_ASK_CONNECTED,
    0x1D,
    CLOSE(8),
    STEP_PEER,
    1,
    WAIT(MINUTE),
};
static const uint8_t removed[] = {
    OPEN(0, 0, 1, 0), OPEN(1, 1, 1, 0), OPEN(2, 2, 1, 0), STEP_ASSEMBLY, REMOVED | 2, STEP_ASSEMBLY, 2,
    OPEN(1, 1, 1, 0), STEP_ASSEMBLY,    REMOVED | 4,      STEP_READY,    0,           STEP_READY,    1,
};
static const uint8_t settings[] = {
    STEP_SETTINGS,
    0,
    STEP_MOOD,
    2,
    STEP_SETTINGS,
    1,
    STEP_SETTINGS,
    2,
    WAIT(MS_500),
    STEP_COMPLETE,
    0,
    STEP_SEARCH,
    1,
    WAIT(MINUTE),
    STEP_REQUEST,
    2,
    STEP_REQUEST,
    3,
    STEP_SETTINGS,
    4,
};

static const struct {
  const char *name;
  const uint8_t *bytes;
  size_t length;
} days[] = {
    {"cycle", cycle, sizeof cycle},
    {"shared", shared, sizeof shared},
    {"lane", lane, sizeof lane},
    {"triggers", triggers, sizeof triggers},
    {"times-out", times_out, sizeof times_out},
    {"waits", waits, sizeof waits},
    {"null-opens", null_opens, sizeof null_opens},
    {"class-3", class3, sizeof class3},
    {"removed", removed, sizeof removed},
    {"settings", settings, sizeof settings},
};

void fuzz_seeds(fuzz_take take, void *user) {
  uint8_t all[512];
  size_t length = 0;
  for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
    take(user, days[i].name, days[i].bytes, days[i].length);
    memcpy(&all[length], days[i].bytes, days[i].length);
    length += days[i].length;
  }
  take(user, "a-week", all, length);
}

const char *fuzz_not_reached(const eip_counters *all) {
  if (all->timeouts == 0 || all->requests_expired == 0) return "timeouts and late answers";
  if (all->closes <= all->close_rejects) return "closes";
  return all->io_new_data && all->io_sent && all->explicit_repeated ? NULL : "data both ways, and class 3";
}
