#include <stdio.h>
#include <stdlib.h>

#include "bytes.h"
#include "fail.h"
#include "load.h"
#include "measure.h"

enum { IDENTITY = 1, VENDOR_ID = 1, PRODUCT_CODE = 3, VENDOR = 1234 };

void load_ask(char **arguments) {
  originator peer;
  originator_connect(&peer, arguments[0], arguments[1], (uint16_t)load_number(arguments[2]));
  uint64_t span_ns = (uint64_t)(strtod(arguments[3], NULL) * 1e9);
  uint8_t request[FRAME_MOST], expected[FRAME_MOST], reply[FRAME_MOST], value[2];
  uint8_t attribute = fleet_corrupts() ? PRODUCT_CODE : VENDOR_ID;
  put_u16(value, VENDOR);
  size_t asked = frame_get_attribute(request, peer.session, IDENTITY, 1, attribute);
  size_t length = frame_attribute_reply(expected, peer.session, value, sizeof value);
  uint64_t count = 0, began_ns = measure_now_ns();
  while (measure_now_ns() - began_ns < span_ns) {
    message_send(peer.socket, request, asked);
    size_t got = message_receive(peer.socket, reply, sizeof reply);
    errno = 0;
    if (got != length || memcmp(reply, expected, length) != 0) fail("a reply has other bytes than it should");
    count++;
  }
  uint64_t wall_ns = measure_now_ns() - began_ns;
  originator_leave(&peer);
  printf("{\"count\":%llu,\"perSecond\":%.1f}\n", (unsigned long long)count, (double)count * 1e9 / (double)wall_ns);
}
