/* Common packet format: what is a list of items and what is not. */
#include "encap/cpf.h"

#include "exact.h"
#include "tap.h"

#define PAIR "0000 0000 b200 0200 0102 "
#define SOCKADDR "0002 af12 c0a80132 0000000000000000 "

static const struct {
  const char *rule;
  const char *hex;
  bool good;
} lists[] = {
    {"two items are a list", "0200 " PAIR, true},
    {"count 0 is none", "0000", false},
    {"count 0 with items behind is none", "0000 " PAIR, false},
    {"count 1 is none", "0100 0000 0000", false},
    {"count 1 with two items is none", "0100 " PAIR, false},
    {"count 3 with two items is none", "0300 " PAIR, false},
    {"count 65535 with two items is none", "ffff " PAIR, false},
    {"nothing is none", "", false},
    {"half a count is none", "02", false},
    {"bytes left over make it none", "0200 " PAIR "00", false},
    {"an item that ends behind the message makes it none", "0200 0000 0000 b200 0300 0102", false},
    {"a first item that ends behind the message makes it none", "0200 0000 ffff b200 0200 0102", false},
    {"lengths that wrap 16 bits make it none", "0200 0000 fcff b200 0400 01020304", false},
    {"lengths of 65535 make it none", "0200 0000 ffff b200 ffff", false},
    {"an empty data item is fine here", "0200 0000 0000 b200 0000", true},
    {"unknown further items are skipped", "0400 " PAIR "3412 0300 aabbcc 0001 0000", true},
    {"an unknown further item that is cut makes it none", "0300 " PAIR "3412 0400 aabbcc", false},
    {"sockaddr items behind the pair are taken", "0400 " PAIR "0080 1000 " SOCKADDR "0180 1000 " SOCKADDR, true},
    {"a sockaddr item of 15 bytes makes it none", "0300 " PAIR "0080 0f00 0002 af12 c0a80132 00000000000000", false},
    {"a sockaddr item of 17 bytes makes it none", "0300 " PAIR "0080 1100 " SOCKADDR "00", false},
    {"a sockaddr item of no bytes makes it none", "0300 " PAIR "0180 0000", false},
    {"the same sockaddr item twice is taken", "0400 " PAIR "0080 1000 " SOCKADDR "0080 1000 " SOCKADDR, true},
};

static void lists_are_told_apart(void) {
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    exact bytes = exact_hex(lists[i].hex);
    eip_cpf items;
    tap_ok(eip_cpf_parse(&items, exact_span(&bytes)) == lists[i].good, "%s", lists[i].rule);
    exact_free(&bytes);
  }
}

static void no_prefix_is_a_list(void) {
  exact whole = exact_hex("0400 " PAIR "0080 1000 " SOCKADDR "0180 1000 " SOCKADDR);
  bool any = false;
  for (size_t length = 0; length < whole.length; length++) {
    exact prefix = exact_copy(whole.bytes, length);
    eip_cpf items;
    any |= eip_cpf_parse(&items, exact_span(&prefix));
    exact_free(&prefix);
  }
  tap_ok(!any, "no prefix of a list is one");
  exact_free(&whole);
}

static void items_are_what_they_say(void) {
  exact bytes = exact_hex("0400 a100 0400 44332211 b100 0300 010203 0080 1000 " SOCKADDR
                          "0180 1000 0003 08ae 0a000001 0000000000000000");
  eip_cpf items;
  eip_cpf_parse(&items, exact_span(&bytes));
  tap_equal(items.address_type, EIP_ITEM_CONNECTED_ADDRESS, "the first item is the address");
  tap_bytes(items.address.bytes, items.address.length, "\x44\x33\x22\x11", 4, "with its bytes");
  tap_equal(items.data_type, EIP_ITEM_CONNECTED_DATA, "the second item is the data");
  tap_bytes(items.data.bytes, items.data.length, "\x01\x02\x03", 3, "with its bytes");
  tap_ok(items.o2t.present && items.o2t.family == 2 && items.o2t.endpoint.port == 44818 &&
             items.o2t.endpoint.address == 0xC0A80132,
         "0x8000 is the O->T sockaddr, big-endian");
  tap_ok(items.t2o.present && items.t2o.family == 3 && items.t2o.endpoint.port == 2222 &&
             items.t2o.endpoint.address == 0x0A000001,
         "0x8001 is the T->O sockaddr, whatever its family");
  exact_free(&bytes);
}

static void the_first_sockaddr_counts(void) {
  exact bytes = exact_hex("0400 " PAIR "0080 1000 " SOCKADDR "0080 1000 0002 0001 0a000001 0000000000000000");
  eip_cpf items;
  eip_cpf_parse(&items, exact_span(&bytes));
  tap_ok(items.o2t.endpoint.port == 44818 && items.o2t.endpoint.address == 0xC0A80132,
         "of two sockaddr items of one direction the first counts");
  exact_free(&bytes);
}

static void nothing_of_an_earlier_message_is_left(void) {
  exact full = exact_hex("0400 " PAIR "0080 1000 " SOCKADDR "0180 1000 " SOCKADDR);
  exact bare = exact_hex("0200 0000 0000 b200 0000");
  exact broken = exact_hex("0100");
  eip_cpf items;
  eip_cpf_parse(&items, exact_span(&full));
  eip_cpf_parse(&items, exact_span(&bare));
  tap_ok(!items.o2t.present && !items.t2o.present && items.data.length == 0,
         "never answer from fields of an earlier message");
  eip_cpf_parse(&items, exact_span(&full));
  eip_cpf_parse(&items, exact_span(&broken));
  tap_ok(!items.o2t.present && items.data_type == 0 && items.data.length == 0, "nor when the later one is malformed");
  exact_free(&full);
  exact_free(&bare);
  exact_free(&broken);
}

static void sockaddr_items_are_written_as_they_are_read(void) {
  uint8_t room[20];
  eip_cpf_sockaddr sockaddr = {true, 2, {0xC0A80132, 44818}};
  eip_writer writer = eip_writer_over(room, sizeof room);
  eip_cpf_sockaddr_write(&writer, EIP_ITEM_SOCKADDR_O2T, &sockaddr);
  exact wanted = exact_hex("0080 1000 " SOCKADDR);
  tap_bytes(room, eip_writer_length(&writer), wanted.bytes, wanted.length, "a sockaddr item is 20 bytes");
  exact_free(&wanted);
  sockaddr.present = false;
  eip_writer_rewind(&writer, 0);
  eip_cpf_sockaddr_write(&writer, EIP_ITEM_SOCKADDR_O2T, &sockaddr);
  eip_cpf_sockaddr_write(&writer, EIP_ITEM_SOCKADDR_T2O, NULL);
  tap_equal((int64_t)eip_writer_length(&writer), 0, "one that is not there is not written");
}

int main(void) {
  lists_are_told_apart();
  no_prefix_is_a_list();
  items_are_what_they_say();
  the_first_sockaddr_counts();
  nothing_of_an_earlier_message_is_left();
  sockaddr_items_are_written_as_they_are_read();
  return tap_done();
}
