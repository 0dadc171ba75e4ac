/* The 24-byte header. */
#include "encap/header.h"

#include "exact.h"
#include "tap.h"

static const char header_hex[] = "6f00 0200 04030201 08070605 c0c1c2c3c4c5c6c7 0c0b0a09";

static void every_field_is_read_and_written(void) {
  exact bytes = exact_hex(header_hex);
  eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
  eip_encap_header header;
  tap_ok(eip_encap_header_read(&header, &reader), "24 bytes are a header");
  tap_equal(header.command, EIP_COMMAND_SEND_RR_DATA, "command first");
  tap_equal(header.length, 2, "then length");
  tap_equal(header.session, 0x01020304, "then session");
  tap_equal(header.status, 0x05060708, "then status");
  tap_bytes(header.context, 8, "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 8, "then eight bytes of context");
  tap_equal(header.options, 0x090A0B0C, "then options");
  uint8_t written[EIP_HEADER_SIZE];
  eip_writer writer = eip_writer_over(written, sizeof written);
  eip_encap_header_write(&header, &writer);
  tap_bytes(written, eip_writer_length(&writer), bytes.bytes, bytes.length, "written as it was read");
  exact_free(&bytes);
}

static void a_message_is_header_and_its_length(void) {
  exact whole = exact_hex("6f00 0200 00000000 00000000 0000000000000000 00000000 aabb");
  eip_encap_message message;
  tap_ok(eip_encap_message_read(&message, exact_span(&whole)), "header and as many bytes as it says are a message");
  tap_bytes(message.data.bytes, message.data.length, "\xaa\xbb", 2, "its data is what follows the header");
  bool any = false;
  for (size_t length = 0; length < whole.length; length++) {
    exact prefix = exact_copy(whole.bytes, length);
    any |= eip_encap_message_read(&message, exact_span(&prefix));
    exact_free(&prefix);
  }
  tap_ok(!any, "no prefix of a message is one");
  exact longer = exact_hex("6f00 0200 00000000 00000000 0000000000000000 00000000 aabbcc");
  tap_ok(!eip_encap_message_read(&message, exact_span(&longer)), "bytes behind the length make it none");
  exact_free(&longer);
  exact_free(&whole);
}

int main(void) {
  every_field_is_read_and_written();
  a_message_is_header_and_its_length();
  return tap_done();
}
