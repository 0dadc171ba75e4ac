/* The connection path by itself: what is found where, and the first fault. */
#include "connection/open_path.h"

#include "exact.h"
#include "tap.h"

static const struct {
  const char *rule;
  const char *path;
  eip_path_fault fault;
  int remaining; /* words from the fault on */
  uint32_t class_id, configuration, o2t, t2o;
  uint32_t inhibit_us;
  size_t data;
} rows[] = {
    {"class and three numbers", "20 04 24 97 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0x97, 0x96, 0x64, 0, 0},
    {"two numbers are O->T and T->O", "20 04 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 0, 0},
    {"one number is the O->T point", "20 04 2c 96", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0, 0, 0},
    {"class alone", "20 04", EIP_PATH_GOOD, 0, 4, 0, 0, 0, 0, 0},
    {"a fourth number", "20 04 24 97 2c 96 2c 64 2c 65", EIP_PATH_SEGMENT, 1, 4, 0x97, 0x96, 0x64, 0, 0},
    {"16-bit numbers", "21 00 04 00 25 00 97 01 2d 00 96 01 2d 00 64 01", EIP_PATH_GOOD, 0, 4, 0x197, 0x196, 0x164, 0,
     0},
    {"the class repeated", "20 04 24 97 20 04 24 96 20 04 24 64", EIP_PATH_GOOD, 0, 4, 0x97, 0x96, 0x64, 0, 0},
    {"another class later", "20 04 24 97 20 06 24 01", EIP_PATH_CLASS, 2, 4, 0, 0x97, 0, 0, 0},
    {"the class repeated behind data", "20 04 2c 96 2c 64 80 01 00 00 20 04", EIP_PATH_SEGMENT, 1, 4, 0, 0x96, 0x64, 0,
     2},
    {"data", "20 04 2c 96 2c 64 80 02 01 02 03 04", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 0, 4},
    {"data twice", "20 04 2c 96 2c 64 80 01 01 02 80 01 01 02", EIP_PATH_SEGMENT, 2, 4, 0, 0x96, 0x64, 0, 2},
    {"data before the points", "20 04 80 01 01 02 2c 96 2c 64", EIP_PATH_SEGMENT, 4, 4, 0, 0, 0, 0, 0},
    {"data that claims more than the path", "20 04 2c 96 2c 64 80 03 01 02 03 04", EIP_PATH_SEGMENT, 3, 4, 0, 0x96,
     0x64, 0, 0},
    {"a point before the class", "2c 96 20 04 2c 64", EIP_PATH_SEGMENT, 3, 0, 0, 0, 0, 0, 0},
    {"a point behind data", "20 04 2c 96 2c 64 80 01 01 02 2c 01", EIP_PATH_SEGMENT, 1, 4, 0, 0x96, 0x64, 0, 2},
    {"a port in front", "01 00 20 04 2c 96 2c 64", EIP_PATH_PORT, 4, 4, 0, 0x96, 0x64, 0, 0},
    {"a port later", "20 04 2c 96 01 00", EIP_PATH_PORT, 1, 4, 0, 0x96, 0, 0, 0},
    {"a port behind the key", "34 04 00 00 00 00 00 00 00 00 01 00 20 04 2c 96", EIP_PATH_PORT, 3, 0, 0, 0, 0, 0, 0},
    {"an extended port segment", "12 04 31 32 33 34 20 04 2c 96 2c 64", EIP_PATH_PORT, 6, 4, 0, 0x96, 0x64, 0, 0},
    {"inhibit time in ms", "43 07 20 04 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 7000, 0},
    {"inhibit time in us", "51 02 40 42 0f 00 20 04 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 1000000, 0},
    {"another network segment with a byte", "47 ff 20 04 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 0, 0},
    {"an inhibit time in us of 2 bytes is none", "51 01 ff ff 20 04 2c 96 2c 64", EIP_PATH_GOOD, 0, 4, 0, 0x96, 0x64, 0,
     0},
    {"a network segment behind the class", "20 04 43 07 2c 96 2c 64", EIP_PATH_SEGMENT, 3, 4, 0, 0, 0, 0, 0},
    {"an attribute", "20 04 24 97 30 03", EIP_PATH_SEGMENT, 1, 4, 0, 0x97, 0, 0, 0},
    {"a member", "20 04 28 97", EIP_PATH_SEGMENT, 1, 4, 0, 0, 0, 0, 0},
    {"an unknown first byte", "e0 00 20 04", EIP_PATH_SEGMENT, 2, 0, 0, 0, 0, 0, 0},
    {"a safety segment", "50 01 ff ff 20 04 2c 96 2c 64", EIP_PATH_SEGMENT, 5, 0, 0, 0, 0, 0, 0},
    {"no class", "43 07", EIP_PATH_SEGMENT, 0, 0, 0, 0, 0, 7000, 0},
    {"a 16-bit segment cut", "20 04 2d 00", EIP_PATH_SEGMENT, 1, 4, 0, 0, 0, 0, 0},
    {"an inhibit time cut", "20 04 51 05 01 00", EIP_PATH_SEGMENT, 2, 4, 0, 0, 0, 0, 0},
    {"two keys", "34 04 00 00 00 00 00 00 00 00 34 04 00 00 00 00 00 00 00 00 20 04", EIP_PATH_SEGMENT, 6, 0, 0, 0, 0,
     0, 0},
};

static void as_the_table_says(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    exact bytes = exact_hex(rows[i].path);
    eip_open_path path;
    eip_open_path_parse(&path, exact_span(&bytes));
    tap_ok(path.fault == rows[i].fault && path.fault_remaining_words == rows[i].remaining, "path: %s: fault",
           rows[i].rule);
    tap_ok(path.class_id.value == rows[i].class_id && path.configuration.value == rows[i].configuration &&
               path.o2t.value == rows[i].o2t && path.t2o.value == rows[i].t2o,
           "path: %s: numbers", rows[i].rule);
    tap_ok(path.inhibit_us == rows[i].inhibit_us && path.data.length == rows[i].data, "path: %s: inhibit time and data",
           rows[i].rule);
    exact_free(&bytes);
  }
}

static void where_it_begins(void) {
  exact bytes = exact_hex("34 04 d2 04 0c 00 07 00 02 05 43 01 20 04 24 97 2c 96 2c 64 80 01 00 00");
  eip_open_path path;
  eip_open_path_parse(&path, exact_span(&bytes));
  tap_ok(path.has_key && path.key_remaining_words == 12 && path.key.bytes.length == 8,
         "path: the key and where it begins");
  tap_ok(path.class_id.remaining_words == 6 && path.configuration.remaining_words == 5 &&
             path.o2t.remaining_words == 4 && path.t2o.remaining_words == 3,
         "path: each number knows the words from its segment on");
  exact_free(&bytes);
}

/* Nothing but faults can come of a cut; the sanitizer sees what reads beyond. */
static void every_prefix(void) {
  exact whole = exact_hex(
      "01 00 34 04 d2 04 0c 00 07 00 02 05 51 02 01 00 00 00 21 00 04 00 25 00 97 00 2d 00 96 00 2d 00 64 00 80 02 01 "
      "02 03 04");
  bool within = true;
  for (size_t length = 0; length <= whole.length; length++) {
    exact cut = exact_copy(whole.bytes, length);
    eip_open_path path;
    eip_open_path_parse(&path, exact_span(&cut));
    within = within && path.fault != EIP_PATH_GOOD;
    exact_free(&cut);
  }
  tap_ok(within, "path: every prefix of a path with a port is read to its end and no further");
  exact_free(&whole);
}

/* Whatever first byte: the parser ends. */
static void every_first_byte(void) {
  bool ended = true;
  for (int first = 0; first < 256; first++) {
    uint8_t bytes[8] = {(uint8_t)first, 1, 2, 3, 4, 5, 6, 7};
    for (size_t length = 1; length <= sizeof bytes; length++) {
      exact cut = exact_copy(bytes, length);
      eip_open_path path;
      eip_open_path_parse(&path, exact_span(&cut));
      ended = ended && (path.fault != EIP_PATH_GOOD || path.class_id.present);
      exact_free(&cut);
    }
  }
  tap_ok(ended, "path: every first byte with 0-7 bytes behind it is a class or a fault");
}

int main(void) {
  as_the_table_says();
  where_it_begins();
  every_prefix();
  every_first_byte();
  return tap_done();
}
