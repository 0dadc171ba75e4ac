/* Class 3 connections: how long they live, and what ends them. */
#include "support/class3.h"
#include "tap.h"

enum { SECOND = 1000000, TIMEOUT = 32 * SECOND, FIRST = 32 * SECOND };

static const char get_vendor[] = "0e03 2001 2401 3001";

typedef struct {
  world *w;
  class3 connection;
} opened;

static opened open_one(void) {
  opened self = {.w = world_new()};
  open_form form = class3_form();
  self.connection = class3_open(self.w, &form);
  world_forget(self.w);
  return self;
}

static bool alive(const world *w) { return eip_stack_counters(w->stack)->explicit_connections == 1; }

static size_t answer_to(world *w, eip_peer peer, uint32_t session, uint32_t id) {
  frame message = frame_hex(get_vendor);
  frame request = class3_frame(session, id, 1, &message);
  w->sent_length = 0;
  world_tcp(w, peer, request.bytes, request.length);
  return w->sent_length;
}

static void watchdog(void) {
  opened o = open_one();
  world_advance(o.w, FIRST - 1);
  tap_ok(alive(o.w), "the first request may take the connection's own time where that is more than 10 s");
  world_advance(o.w, 1);
  tap_ok(!alive(o.w) && eip_stack_counters(o.w->stack)->timeouts == 1, "then it is gone, and counted");
  tap_equal((int64_t)answer_to(o.w, o.w->peer, o.w->session, o.connection.o2t_id), 0, "its id finds nothing");
  frame message = frame_hex(get_vendor);
  tap_equal(world_ask(o.w, &message).general, 0, "its TCP session stays");
  open_form form = class3_form();
  tap_ok(class3_open(o.w, &form).o2t_id != 0, "and opens the same triad again");
  tap_equal((int64_t)o.w->event_count, 0, "no I/O connection event tells of it");
  world_free(o.w);
}

static void watchdog_is_fed(void) {
  opened o = open_one();
  for (unsigned i = 1; i <= 5; i++) {
    world_advance(o.w, TIMEOUT - 1);
    class3_ask(o.w, o.connection, (uint16_t)i, get_vendor);
  }
  tap_ok(alive(o.w), "each request feeds the watchdog");
  world_advance(o.w, TIMEOUT - 1);
  class3_ask(o.w, o.connection, 5, get_vendor);
  world_advance(o.w, TIMEOUT - 1);
  tap_ok(alive(o.w), "so does a repeated one");
  uint32_t session;
  eip_peer second = world_connect(o.w, WORLD_SCANNER, &session);
  answer_to(o.w, second, session, o.connection.o2t_id);
  world_advance(o.w, 1);
  tap_ok(!alive(o.w), "one over another TCP connection does not");
  world_free(o.w);
}

static void ten_seconds_first(void) {
  world *w = world_new();
  open_form form = class3_form();
  form.multiplier = 0;
  form.o2t_rpi_us = 1000;
  class3 connection = class3_open(w, &form);
  world_advance(w, 10 * SECOND - 1);
  tap_ok(alive(w), "at least 10 s for the first request, however short the RPI");
  class3_ask(w, connection, 1, get_vendor);
  world_advance(w, 3999);
  tap_ok(alive(w), "then 4 x the O->T RPI");
  world_advance(w, 1);
  tap_ok(!alive(w), "and no longer");
  form.multiplier = 7;
  form.o2t_rpi_us = UINT32_MAX;
  connection = class3_open(w, &form);
  class3_ask(w, connection, 1, get_vendor);
  w->config.settings.inactivity_timeout_s = 0;
  world_advance(w, UINT64_C(512) * UINT32_MAX - 1);
  tap_ok(alive(w), "512 x the longest RPI does not wrap");
  world_advance(w, 1);
  tap_ok(!alive(w), "512 x the longest RPI ends");
  world_free(w);
}

static void it_keeps_its_tcp_connection(void) {
  world *w = world_new();
  open_form form = class3_form();
  form.multiplier = 7;
  form.o2t_rpi_us = 2 * SECOND; /* 1,024 s */
  class3_open(w, &form);
  uint32_t session;
  eip_peer other = world_connect(w, WORLD_SCANNER, &session);
  world_advance(w, UINT64_C(120) * SECOND);
  tap_equal(eip_tcp_next_close(w->stack), other, "inactivity closes a TCP connection without class 3");
  tap_ok(eip_tcp_next_close(w->stack) == 0 && alive(w), "and not one that a class 3 connection lives on");
  world_advance(w, UINT64_C(904) * SECOND);
  tap_ok(!alive(w) && eip_tcp_next_close(w->stack) == 0, "when that has timed out the session goes on");
  world_advance(w, UINT64_C(120) * SECOND);
  tap_equal(eip_tcp_next_close(w->stack), w->peer, "and inactivity counts again");
  world_free(w);
}

static void it_ends_with_tcp(void) {
  opened o = open_one();
  class3_open_another(o.w, 1);
  uint32_t session;
  eip_peer second = world_connect(o.w, WORLD_SCANNER, &session);
  eip_peer first = o.w->peer;
  o.w->peer = second;
  o.w->session = session;
  class3 third = class3_open_another(o.w, 2);
  tap_equal(eip_stack_counters(o.w->stack)->explicit_connections, 3, "two on one TCP connection, one on another");
  eip_tcp_closed(o.w->stack, first);
  tap_equal(eip_stack_counters(o.w->stack)->explicit_connections, 1,
            "class 3 connections end with their TCP connection");
  tap_ok(class3_ask(o.w, third, 1, get_vendor).reply.there, "those of others go on");
  open_form form = class3_form();
  tap_ok(class3_open(o.w, &form).o2t_id != 0, "the triad is free at once");
  tap_equal((int64_t)eip_stack_counters(o.w->stack)->timeouts, 0, "that is no timeout");
  world_free(o.w);
}

static void forward_close(void) {
  opened o = open_one();
  uint32_t session;
  eip_peer own_peer = o.w->peer;
  uint32_t own = o.w->session;
  o.w->peer = world_connect(o.w, WORLD_STRANGER, &session);
  o.w->session = session;
  close_form form = close_usual();
  tap_equal(world_close(o.w, &form).general, 0x0F, "Forward Close from another address: 0x0F");
  tap_ok(alive(o.w), "which leaves it open");
  o.w->peer = world_connect(o.w, WORLD_SCANNER, &session);
  o.w->session = session;
  reply_form reply = world_close(o.w, &form);
  tap_ok(reply.general == 0 && reply.length == 10 && !alive(o.w), "from another session of its own address: closed");
  reply = world_close(o.w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "once more: 01/0107");
  tap_equal((int64_t)answer_to(o.w, own_peer, own, o.connection.o2t_id), 0, "its id finds nothing");
  world_free(o.w);
}

static void closing_one_of_two(void) {
  for (uint16_t which = 0; which < 2; which++) {
    opened o = open_one();
    class3 two[] = {o.connection, class3_open_another(o.w, 1)};
    close_form form = close_usual();
    form.serial = (uint16_t)(form.serial + which);
    tap_equal(world_close(o.w, &form).general, 0, "closing the %s of two", which ? "newer" : "older");
    tap_ok(class3_ask(o.w, two[1 - which], 1, get_vendor).reply.there && alive(o.w), "leaves the other");
    world_free(o.w);
  }
}

int main(void) {
  watchdog();
  watchdog_is_fed();
  ten_seconds_first();
  it_keeps_its_tcp_connection();
  it_ends_with_tcp();
  forward_close();
  closing_one_of_two();
  return tap_done();
}
