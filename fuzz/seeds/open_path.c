#include <stdio.h>

#include "device/device.h"
#include "support/class3.h"
#include "target.h"

enum { LARGE = 1, ITEM = 2, RIGHT_SIZE = 4, HEAD = 6 };

static void give(fuzz_take take, void *user, const char *name, uint32_t how, const open_form *form) {
  frame message = open_message(form), input = {.length = 0};
  frame_u8(&input, how | (form->large ? LARGE : 0));
  frame_bytes(&input, message.bytes + HEAD, message.length - HEAD);
  take(user, name, input.bytes, input.length);
}

static void points(fuzz_take take, void *user) {
  for (uint32_t n = 0; n < DEVICE_POINTS; n++) {
    for (uint8_t class = 0; class < 2; class++) {
      char name[32];
      snprintf(name, sizeof name, "point-%u-class-%u", (unsigned)n, (unsigned)class);
      open_form form = device_form(n, 1, class);
      form.large = n % 2;
      form.t2o_type = n % 3 ? 2 : 1;
      give(take, user, name, RIGHT_SIZE | (n % 4 ? 0 : ITEM), &form);
    }
  }
}

static const struct {
  const char *name, *path;
  uint32_t how;
} paths[] = {
    {"key", "34 04 D2 04 0C 00 07 00 82 05 20 04 24 97 2C 96 2C 64", 0},
    {"key-of-zeros", "34 04 00 00 00 00 00 00 00 00 20 04 24 97 2C 96 2C 64", 0},
    {"key-cut", "34 04 00 00 00 00", RIGHT_SIZE},
    {"port", "01 00 20 04 24 97 2C 96 2C 64", 0},
    {"configuration", "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A", 0},
    {"configuration-waits", "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A", 0x20},
    {"configuration-inside", "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A", 0x30},
    {"configuration-cut", "20 04 24 97 2C 96 2C 64 80 7F 01 02", 0},
    {"inhibit-ms", "43 02 20 04 24 97 2C 96 2C 64", 0},
    {"inhibit-us", "51 02 E8 03 00 00 20 04 24 97 2C 96 2C 64", 0},
    {"wide-segments", "21 00 04 00 25 00 97 00 2D 00 96 00 2E 00 64 00 00 00", 0},
    {"instances", "20 04 24 97 24 96 24 64", 0},
    {"two-points", "20 04 2C 96 2C 64", 0},
    {"symbol", "91 04 64 61 74 61", 0},
};

static void other_paths(fuzz_take take, void *user) {
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    open_form form = device_form(0, 1, 1);
    open_set_path(&form, paths[i].path);
    give(take, user, paths[i].name, paths[i].how, &form);
  }
}

void fuzz_seeds(fuzz_take take, void *user) {
  points(take, user);
  other_paths(take, user);
  open_form form = class3_form();
  give(take, user, "class-3", 0, &form);
  form = device_form(0, 1, 1);
  form.o2t_type = form.t2o_type = 0;
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  give(take, user, "null", 0x20, &form);
}

const char *fuzz_not_reached(const eip_counters *all) {
  uint64_t refused = all->open_format_rejects + all->open_resource_rejects + all->open_other_rejects;
  if (all->opens < refused + 2 * 2 * DEVICE_POINTS) return "an open of every point";
  return all->io_sent && all->closes > all->close_rejects ? NULL : "production and closes";
}
