/* Segments of padded EPATHs, and the application path of explicit requests. */
#include "cip/epath.h"

#include "exact.h"
#include "opener/status.h"
#include "tap.h"

static const struct {
  const char *rule;
  const char *hex;
  eip_segment_kind kind;
  uint32_t value;
  const char *bytes;
  size_t left; /* behind the segment */
} segments[] = {
    {"class, 8 bit", "2004", EIP_SEGMENT_CLASS, 4, "", 0},
    {"class, 16 bit", "2100 3412", EIP_SEGMENT_CLASS, 0x1234, "", 0},
    {"class, 32 bit", "2200 78563412", EIP_SEGMENT_CLASS, 0x12345678, "", 0},
    {"instance, 8 bit", "2496", EIP_SEGMENT_INSTANCE, 0x96, "", 0},
    {"instance, 16 bit", "2500 9600", EIP_SEGMENT_INSTANCE, 0x96, "", 0},
    {"instance, 32 bit", "2600 96000000", EIP_SEGMENT_INSTANCE, 0x96, "", 0},
    {"member, 8 bit", "2805", EIP_SEGMENT_MEMBER, 5, "", 0},
    {"member, 16 bit", "2900 0001", EIP_SEGMENT_MEMBER, 256, "", 0},
    {"member, 32 bit", "2a00 00000100", EIP_SEGMENT_MEMBER, 65536, "", 0},
    {"connection point, 8 bit", "2c64", EIP_SEGMENT_CONNECTION_POINT, 100, "", 0},
    {"connection point, 16 bit", "2d00 6400", EIP_SEGMENT_CONNECTION_POINT, 100, "", 0},
    {"connection point, 32 bit", "2e00 64000000", EIP_SEGMENT_CONNECTION_POINT, 100, "", 0},
    {"attribute, 8 bit", "3003", EIP_SEGMENT_ATTRIBUTE, 3, "", 0},
    {"attribute, 16 bit", "3100 0300", EIP_SEGMENT_ATTRIBUTE, 3, "", 0},
    {"attribute, 32 bit", "3200 03000000", EIP_SEGMENT_ATTRIBUTE, 3, "", 0},
    {"length is counted from the bytes read: a small value in 16 bits", "2500 0100 3003", EIP_SEGMENT_INSTANCE, 1, "",
     2},
    {"length is counted from the bytes read: a small value in 32 bits", "2600 01000000 3003", EIP_SEGMENT_INSTANCE, 1,
     "", 2},
    {"a 16-bit value cut", "2500 01", EIP_SEGMENT_CUT, 0, "", 0},
    {"a 16-bit head alone", "2500", EIP_SEGMENT_CUT, 0, "", 0},
    {"a 32-bit value cut", "2600 010000", EIP_SEGMENT_CUT, 0, "", 0},
    {"an 8-bit head alone", "24", EIP_SEGMENT_CUT, 0, "", 0},
    {"a reserved logical format", "2300 0100", EIP_SEGMENT_UNKNOWN, 0x23, "", 0},
    {"a reserved logical type", "3801", EIP_SEGMENT_UNKNOWN, 0x38, "", 0},
    {"a special segment that is no key", "3504 d204 0c00", EIP_SEGMENT_UNKNOWN, 0x35, "", 0},
    {"electronic key", "3404 d204 0c00 0700 01 02 2004", EIP_SEGMENT_KEY, 4, "d2040c0007000102", 2},
    {"electronic key cut", "3404 d204 0c00 07", EIP_SEGMENT_KEY, 4, "d2040c0007", 0},
    {"electronic key without bytes", "3404", EIP_SEGMENT_KEY, 4, "", 0},
    {"electronic key of another format takes the rest", "3405 d204 0c00", EIP_SEGMENT_KEY, 5, "d2040c00", 0},
    {"electronic key without a format", "34", EIP_SEGMENT_CUT, 0, "", 0},
    {"port with an 8-bit link address", "0102 2004", EIP_SEGMENT_PORT, 1, "02", 2},
    {"port with a long link address, even", "1204 31323334 2004", EIP_SEGMENT_PORT, 2, "31323334", 2},
    {"port with a long link address, padded", "1203 313233 00 2004", EIP_SEGMENT_PORT, 2, "313233", 2},
    {"port number of 16 bits", "0f 3412 05 2004", EIP_SEGMENT_PORT, 0x1234, "05", 2},
    {"port number of 16 bits, long link address", "1f 02 3412 3132 2004", EIP_SEGMENT_PORT, 0x1234, "3132", 2},
    {"port with a link address that is cut", "1204 3132", EIP_SEGMENT_CUT, 0, "", 0},
    {"port with a pad that is cut", "1203 313233", EIP_SEGMENT_CUT, 0, "", 0},
    {"port alone", "01", EIP_SEGMENT_CUT, 0, "", 0},
    {"port 0 is none", "0002", EIP_SEGMENT_UNKNOWN, 0, "", 0},
    {"inhibit time in ms", "430a 2004", EIP_SEGMENT_NETWORK, 0x43, "0a", 2},
    {"inhibit time in us", "5102 10270000 2004", EIP_SEGMENT_NETWORK, 0x51, "10270000", 2},
    {"safety segment", "5001 aabb 2004", EIP_SEGMENT_NETWORK, 0x50, "aabb", 2},
    {"network segment that is cut", "5102 1027", EIP_SEGMENT_CUT, 0, "", 0},
    {"network segment alone", "43", EIP_SEGMENT_CUT, 0, "", 0},
    {"ANSI symbol, even", "9104 54616731 2004", EIP_SEGMENT_SYMBOL, 0, "54616731", 2},
    {"ANSI symbol, padded", "9103 546167 00 2004", EIP_SEGMENT_SYMBOL, 0, "546167", 2},
    {"ANSI symbol that claims more than there is", "9105 546167 00", EIP_SEGMENT_CUT, 0, "", 0},
    {"ANSI symbol without its pad", "9103 546167", EIP_SEGMENT_CUT, 0, "", 0},
    {"short symbol, odd length", "63 546167 2004", EIP_SEGMENT_SYMBOL, 0, "546167", 2},
    {"short symbol, even length, padded", "62 5461 00 2004", EIP_SEGMENT_SYMBOL, 0, "5461", 2},
    {"short symbol that is cut", "63 5461", EIP_SEGMENT_CUT, 0, "", 0},
    {"symbol of two-byte characters", "60 22 54006100 2004", EIP_SEGMENT_SYMBOL, 0, "54006100", 2},
    {"symbol of three-byte characters, padded", "60 41 540000 00 2004", EIP_SEGMENT_SYMBOL, 0, "540000", 2},
    {"symbol as USINT, padded", "60 c6 07 00 2004", EIP_SEGMENT_SYMBOL, 0, "07", 2},
    {"symbol as UINT", "60 c7 0700 2004", EIP_SEGMENT_SYMBOL, 0, "0700", 2},
    {"symbol as UDINT", "60 c8 07000000 2004", EIP_SEGMENT_SYMBOL, 0, "07000000", 2},
    {"symbol as a number of no size", "60 c5 07 00", EIP_SEGMENT_UNKNOWN, 0x60, "", 0},
    {"symbol as a number above UDINT", "60 c9 07 00", EIP_SEGMENT_UNKNOWN, 0x60, "", 0},
    {"symbol of a reserved form", "60 01 07 00", EIP_SEGMENT_UNKNOWN, 0x60, "", 0},
    {"symbol without a form", "60", EIP_SEGMENT_CUT, 0, "", 0},
    {"data segment", "8002 01020304 2004", EIP_SEGMENT_DATA, 0, "01020304", 2},
    {"data segment without data", "8000 2004", EIP_SEGMENT_DATA, 0, "", 2},
    {"data segment that claims more than there is", "8003 01020304", EIP_SEGMENT_CUT, 0, "", 0},
    {"data segment alone", "80", EIP_SEGMENT_CUT, 0, "", 0},
    {"a reserved data segment", "8100", EIP_SEGMENT_UNKNOWN, 0x81, "", 0},
    {"a data type is no segment", "c400", EIP_SEGMENT_UNKNOWN, 0xC4, "", 0},
    {"0xFF is no segment", "ff00", EIP_SEGMENT_UNKNOWN, 0xFF, "", 0},
    {"nothing is the end", "", EIP_SEGMENT_END, 0, "", 0},
};

static void segments_are_what_the_table_says(void) {
  for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
    exact path = exact_hex(segments[i].hex);
    exact bytes = exact_hex(segments[i].bytes);
    eip_reader reader = eip_reader_over(path.bytes, path.length);
    eip_segment segment = eip_epath_next(&reader);
    bool same = segment.bytes.length == bytes.length &&
                (bytes.length == 0 || memcmp(segment.bytes.bytes, bytes.bytes, bytes.length) == 0);
    tap_ok(segment.kind == segments[i].kind && segment.value == segments[i].value && same &&
               eip_reader_left(&reader) == segments[i].left,
           "%s", segments[i].rule);
    exact_free(&path);
    exact_free(&bytes);
  }
}

static void what_is_cut_stays_cut(void) {
  exact path = exact_hex("2500 64");
  eip_reader reader = eip_reader_over(path.bytes, path.length);
  eip_epath_next(&reader);
  tap_equal(eip_epath_next(&reader).kind, EIP_SEGMENT_CUT, "what is cut stays cut, however often it is asked");
  exact_free(&path);
}

/* Segment after segment; true when it ends within as many steps as there are bytes. */
static bool ends(eip_span path) {
  eip_reader reader = eip_reader_over(path.bytes, path.length);
  for (size_t steps = 0; steps <= path.length; steps++) {
    eip_segment_kind kind = eip_epath_next(&reader).kind;
    if (kind == EIP_SEGMENT_END || kind == EIP_SEGMENT_CUT) return true;
  }
  return false;
}

static void every_prefix_ends(void) {
  bool good = true;
  for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
    exact path = exact_hex(segments[i].hex);
    for (size_t length = 0; length < path.length; length++) {
      exact prefix = exact_copy(path.bytes, length);
      good &= ends(exact_span(&prefix));
      exact_free(&prefix);
    }
    exact_free(&path);
  }
  tap_ok(good, "every prefix of every segment is read without a byte beyond it");
}

static void any_two_bytes_end(void) {
  bool good = true;
  for (unsigned value = 0; value <= 0xFFFF; value++) {
    uint8_t bytes[6] = {(uint8_t)(value >> 8), (uint8_t)value, 0xFF, 0x91, 0x60, 0x34};
    exact path = exact_copy(bytes, sizeof bytes);
    good &= ends(exact_span(&path));
    exact_free(&path);
  }
  tap_ok(good, "any first two bytes are read without a byte beyond the path");
}

static const struct {
  const char *rule;
  const char *hex;
  uint8_t status;
} paths[] = {
    {"class and instance", "2001 2401", 0x00},
    {"class, instance and attribute", "2004 2496 3003", 0x00},
    {"class alone", "2001", 0x00},
    {"class in 16 bits, instance in 32", "2100 0400 2600 70110100", 0x00},
    {"class and connection point", "2004 2c64 3003", 0x00},
    {"symbol", "9104 54616731", 0x00},
    {"symbol with members", "9104 54616731 2801 2802 2803", 0x00},
    {"class, instance and members", "206b 2500 0100 2801 2802", 0x00},
    {"no path: class missing", "", 0x04},
    {"class missing: instance alone", "2401", 0x04},
    {"class missing: attribute alone", "3001", 0x04},
    {"class missing: member alone", "2801", 0x04},
    {"instance before class", "2401 2001", 0x04},
    {"class twice", "2001 2001 2401", 0x04},
    {"instance twice", "2001 2401 2402", 0x04},
    {"attribute twice", "2001 2401 3001 3002", 0x04},
    {"connection point twice", "2004 2c64 2c96", 0x04},
    {"path cut inside a segment", "2001 2500", 0x04},
    {"unknown segment", "2001 2401 ff00", 0x04},
    {"port segment in an explicit path", "0100 2001 2401", 0x04},
    {"network segment in an explicit path", "430a 2001 2401", 0x04},
    {"data segment in an explicit path", "2001 2401 8001 0102", 0x04},
    {"key segment in an explicit path", "3404 0000 0000 0000 0000 2001 2401", 0x25},
    {"key segment alone", "3404 0000 0000 0000 0000", 0x25},
    {"key segment of another format", "3405 0000", 0x25},
};

static void paths_have_a_status(void) {
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    exact bytes = exact_hex(paths[i].hex);
    eip_path path;
    tap_equal(eip_path_parse(&path, exact_span(&bytes)), paths[i].status, "path: %s", paths[i].rule);
    exact_free(&bytes);
  }
}

static void paths_have_numbers(void) {
  exact bytes = exact_hex("2100 0403 2600 70110100 3100 0500 2c07 2809 280a");
  eip_path path;
  eip_path_parse(&path, exact_span(&bytes));
  tap_ok(path.class_id == 0x0304 && path.instance == 70000 && path.attribute == 5 && path.connection_point == 7 &&
             path.member == 9 && path.all.length == bytes.length,
         "path: every number in its place, the first member");
  exact_free(&bytes);
  exact bare = exact_hex("2001");
  eip_path_parse(&path, exact_span(&bare));
  tap_ok(path.has_class && !path.has_instance && path.instance == 0 && !path.has_attribute && path.attribute == 0,
         "path: what is absent is 0");
  exact_free(&bare);
}

int main(void) {
  segments_are_what_the_table_says();
  what_is_cut_stays_cut();
  every_prefix_ends();
  any_two_bytes_end();
  paths_have_a_status();
  paths_have_numbers();
  return tap_done();
}
