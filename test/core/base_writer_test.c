/* The writer: one line a rule, every buffer an allocation of its exact size. */
#include "base/writer.h"

#include "exact.h"
#include "tap.h"

static void write_u8(eip_writer *writer) { eip_writer_u8(writer, 0x81); }
static void write_u16(eip_writer *writer) { eip_writer_u16(writer, 0x0102); }
static void write_u16_be(eip_writer *writer) { eip_writer_u16_be(writer, 0x0102); }
static void write_u32(eip_writer *writer) { eip_writer_u32(writer, 0x01020304); }
static void write_u32_be(eip_writer *writer) { eip_writer_u32_be(writer, 0x01020304); }
static void write_span(eip_writer *writer) { eip_writer_span(writer, (eip_span){(const uint8_t *)"abc", 3}); }
static void write_no_span(eip_writer *writer) { eip_writer_span(writer, (eip_span){NULL, 0}); }
static void write_zeros(eip_writer *writer) { eip_writer_zeros(writer, 3); }
static void write_text(eip_writer *writer) { eip_writer_short_string(writer, "abc"); }
static void write_no_text(eip_writer *writer) { eip_writer_short_string(writer, ""); }

static const struct {
  const char *rule;
  void (*write)(eip_writer *);
  const char *hex;
} writes[] = {
    {"u8 is one byte", write_u8, "81"},
    {"u16 is little-endian", write_u16, "0201"},
    {"u16 be is big-endian", write_u16_be, "0102"},
    {"u32 is little-endian", write_u32, "04030201"},
    {"u32 be is big-endian", write_u32_be, "01020304"},
    {"a span is copied", write_span, "616263"},
    {"an empty span is nothing", write_no_span, ""},
    {"zeros are zeros", write_zeros, "000000"},
    {"a short string has its length in front", write_text, "03616263"},
    {"an empty short string is one byte", write_no_text, "00"},
};

static void writes_do_what_the_table_says(void) {
  for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
    exact wanted = exact_hex(writes[i].hex);
    exact room = exact_copy(wanted.bytes, wanted.length);
    eip_writer writer = eip_writer_over(room.bytes, room.length);
    memset(room.bytes, 0xEE, room.length);
    writes[i].write(&writer);
    bool fits = !writer.failed && eip_writer_left(&writer) == 0 && memcmp(room.bytes, wanted.bytes, wanted.length) == 0;
    bool refused = wanted.length == 0;
    if (wanted.length) {
      exact small = exact_copy(wanted.bytes, wanted.length - 1);
      writer = eip_writer_over(small.bytes, small.length);
      writes[i].write(&writer);
      refused = writer.failed;
      exact_free(&small);
    }
    tap_ok(fits && refused, "%s, and does not fit in less", writes[i].rule);
    exact_free(&room);
    exact_free(&wanted);
  }
}

static void failure_is_sticky(void) {
  exact room = exact_hex("0000");
  eip_writer writer = eip_writer_over(room.bytes, room.length);
  eip_writer_u8(&writer, 1);
  eip_writer_u16(&writer, 2);
  tap_ok(writer.failed && eip_writer_length(&writer) == 1, "what does not fit is not written in part");
  eip_writer_u8(&writer, 3);
  tap_ok(eip_writer_length(&writer) == 1, "nor is anything behind it, even if it would fit");
  eip_writer_rewind(&writer, 0);
  eip_writer_u16(&writer, 0x0403);
  tap_bytes(room.bytes, eip_writer_length(&writer), "\x03\x04", 2, "a rewound writer starts again");
  exact_free(&room);
}

static void patches(void) {
  exact room = exact_hex("ffffffff");
  eip_writer writer = eip_writer_over(room.bytes, room.length);
  size_t place = eip_writer_reserve_u16(&writer);
  eip_writer_u16(&writer, 0x1122);
  eip_writer_patch_u16(&writer, place, 0x3344);
  tap_bytes(room.bytes, 4, "\x44\x33\x22\x11", 4, "a reserved u16 is filled in later");
  eip_writer_u8(&writer, 0);
  eip_writer_patch_u16(&writer, place, 0);
  tap_equal(room.bytes[0], 0x44, "not in a writer that has failed");
  exact_free(&room);
}

static void a_writer_over_nothing(void) {
  eip_writer writer = eip_writer_over(NULL, 0);
  eip_writer_span(&writer, (eip_span){NULL, 0});
  eip_writer_zeros(&writer, 0);
  tap_ok(!writer.failed && eip_writer_length(&writer) == 0, "a writer over nothing takes nothing");
  eip_writer_u8(&writer, 1);
  tap_ok(writer.failed, "and no byte");
}

static void long_texts(void) {
  char text[301];
  uint8_t room[300];
  memset(text, 'x', 300);
  text[300] = 0;
  eip_writer writer = eip_writer_over(room, sizeof room);
  eip_writer_short_string(&writer, text);
  tap_ok(!writer.failed && room[0] == 255 && eip_writer_length(&writer) == 256,
         "a short string has 255 characters at most");
}

int main(void) {
  writes_do_what_the_table_says();
  failure_is_sticky();
  patches();
  a_writer_over_nothing();
  long_texts();
  return tap_done();
}
