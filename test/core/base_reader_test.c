/* The reader: one line a rule, every buffer an allocation of its exact size. */
#include "base/reader.h"

#include "exact.h"
#include "tap.h"

static uint32_t read_u8(eip_reader *reader) { return eip_reader_u8(reader); }
static uint32_t read_u16(eip_reader *reader) { return eip_reader_u16(reader); }
static uint32_t read_u16_be(eip_reader *reader) { return eip_reader_u16_be(reader); }

static const struct {
  const char *rule;
  const char *hex;
  uint32_t (*read)(eip_reader *);
  uint32_t value;
  bool failed;
  size_t left;
} integers[] = {
    {"u8 is one byte", "81 02", read_u8, 0x81, false, 1},
    {"u16 is little-endian", "0102", read_u16, 0x0201, false, 0},
    {"u16 be is big-endian", "0102", read_u16_be, 0x0102, false, 0},
    {"u32 is little-endian", "01020304", eip_reader_u32, 0x04030201, false, 0},
    {"u32 be is big-endian", "01020304", eip_reader_u32_be, 0x01020304, false, 0},
    {"a value leaves the rest", "0102030405", eip_reader_u32, 0x04030201, false, 1},
    {"one byte short fails and consumes the rest", "010203", eip_reader_u32, 0, true, 0},
    {"one byte short fails, big-endian", "010203", eip_reader_u32_be, 0, true, 0},
    {"nothing there fails", "", eip_reader_u32, 0, true, 0},
    {"nothing there fails for one byte", "", read_u8, 0, true, 0},
    {"the top bit is no sign", "ffffffff", eip_reader_u32, 0xFFFFFFFF, false, 0},
    {"the top bit is no sign in 16 bits", "ffff", read_u16, 0xFFFF, false, 0},
};

static void integers_read_as_the_table_says(void) {
  for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
    exact bytes = exact_hex(integers[i].hex);
    eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
    uint32_t value = integers[i].read(&reader);
    tap_ok(value == integers[i].value && reader.failed == integers[i].failed &&
               eip_reader_left(&reader) == integers[i].left,
           "%s", integers[i].rule);
    exact_free(&bytes);
  }
}

static void failure_is_sticky_and_within_is_confined(void) {
  exact bytes = exact_hex("010203");
  eip_reader outer = eip_reader_over(bytes.bytes, bytes.length);
  eip_reader inner = eip_reader_within(&outer, 2);
  tap_ok(eip_reader_u32(&inner) == 0 && inner.failed && !outer.failed, "an item cannot reach into the next");
  tap_ok(eip_reader_u8(&outer) == 3 && eip_reader_done(&outer), "which is read behind it");
  tap_ok(eip_reader_u8(&outer) == 0 && !eip_reader_done(&outer), "once failed, never done");
  tap_ok(eip_reader_within(&outer, 1).failed, "a reader within what is not there has failed from the start");
  exact_free(&bytes);
}

static void spans_do_not_copy(void) {
  exact bytes = exact_hex("01020304");
  eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
  eip_span span = eip_reader_span(&reader, 3);
  tap_ok(span.bytes == bytes.bytes && span.length == 3, "a span points into the bytes");
  span = eip_reader_span(&reader, 2);
  tap_ok(span.length == 0 && reader.failed, "one that does not fit is empty and a failure");
  reader = eip_reader_over(bytes.bytes, bytes.length);
  tap_ok(eip_reader_span(&reader, SIZE_MAX).length == 0 && reader.failed, "so is one of any size");
  reader = eip_reader_over(NULL, 0);
  tap_ok(eip_reader_span(&reader, 0).length == 0 && eip_reader_done(&reader), "nothing of nothing is fine");
  exact_free(&bytes);
}

int main(void) {
  integers_read_as_the_table_says();
  failure_is_sticky_and_within_is_confined();
  spans_do_not_copy();
  return tap_done();
}
