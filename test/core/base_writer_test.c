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

/* Head and tail: the tail is known first. */
static void behind(void) {
  exact room = exact_hex("eeeeeeeeeeee");
  eip_writer writer = eip_writer_over(room.bytes, room.length);
  eip_writer_u8(&writer, 1);
  eip_writer tail = eip_writer_behind(&writer, 2, 1);
  tap_equal((int64_t)eip_writer_left(&tail), 2, "what is behind: all but the head, and the end that is kept free");
  eip_writer_u16(&tail, 0x0504);
  eip_writer_u8(&tail, 9);
  tap_ok(tail.failed, "and nothing beyond it");
  eip_writer_rewind(&tail, 2);
  eip_writer_u16(&writer, 0x0302);
  eip_writer_join(&writer, &tail);
  tap_bytes(room.bytes, eip_writer_length(&writer), "\x01\x02\x03\x04\x05", 5, "then head and tail are one");
  tap_equal((int64_t)eip_writer_left(&writer), 1, "the end is free");
  tail = eip_writer_behind(&writer, 1, 0);
  tap_ok(!tail.failed && eip_writer_left(&tail) == 0, "a head that fills what is left leaves nothing");
  tap_ok(eip_writer_behind(&writer, 2, 0).failed && eip_writer_behind(&writer, 0, 2).failed &&
             eip_writer_behind(&writer, 1, 1).failed && eip_writer_behind(&writer, 2, SIZE_MAX).failed,
         "a longer head or end: failed from the start");
  tail = eip_writer_behind(&writer, 2, 0);
  eip_writer_join(&writer, &tail);
  tap_ok(writer.failed && eip_writer_behind(&writer, 0, 0).failed, "a failed tail fails the whole, and its tails");
  exact_free(&room);
}

static void overlapping(void) {
  exact room = exact_hex("0102030400");
  eip_writer writer = eip_writer_over(room.bytes, room.length);
  eip_writer to = eip_writer_behind(&writer, 1, 0);
  eip_writer_span(&to, (eip_span){room.bytes, 4});
  tap_bytes(room.bytes, 5, "\x01\x01\x02\x03\x04", 5, "a span of the same buffer moves up");
  eip_writer_span(&writer, (eip_span){room.bytes + 2, 3});
  tap_bytes(room.bytes, 3, "\x02\x03\x04", 3, "and down");
  exact_free(&room);
}

static void kept(void) {
  uint8_t room[4];
  eip_writer writer = eip_writer_over(room, sizeof room);
  eip_writer_u8(&writer, 0);
  eip_span copy = eip_writer_keep(&writer, (eip_span){(const uint8_t *)"abc", 3});
  tap_ok(copy.bytes == room + 1 && copy.length == 3 && memcmp(room + 1, "abc", 3) == 0, "a kept span is the copy");
}

int main(void) {
  writes_do_what_the_table_says();
  failure_is_sticky();
  patches();
  a_writer_over_nothing();
  long_texts();
  behind();
  overlapping();
  kept();
  return tap_done();
}
