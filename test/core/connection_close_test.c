/* Forward Close, and who may close what. */
#include "support/frames.h"
#include "tap.h"

static world *open_world(void) {
  world *w = world_new();
  open_form form = open_usual();
  world_open(w, &form);
  world_forget(w);
  return w;
}

static void closes(void) {
  world *w = open_world();
  close_form form = close_usual();
  reply_form reply = world_close(w, &form);
  tap_ok(reply.there && reply.service == 0xCE && reply.general == 0, "Forward Close of a live triad succeeds");
  tap_equal((int64_t)reply.length, 10, "the reply is 10 bytes");
  tap_ok(reply_u16(&reply, 0) == 0x0102 && reply_u16(&reply, 2) == 0x0304 && reply_u32(&reply, 4) == 0x05060708 &&
             reply_u16(&reply, 8) == 0,
         "the reply repeats the triad, no application data");
  tap_ok(!reply.has_o2t && !reply.has_t2o, "the reply has no sockaddr items");
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_CLOSED, "the application hears of it once");
  eip_io_datagram datagram;
  tap_ok(!eip_io_output(w->stack, w->now_us + 1000000, &datagram), "nothing is produced afterwards");
  tap_ok(eip_stack_counters(w->stack)->io_connections == 0, "the connection is gone");
  reply = world_close(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "the same close again is 01/0107");
  world_free(w);
}

typedef void (*spoil)(close_form *form);
static void other_path(close_form *f) { frame_u16(&f->path, 0x0124); }
static void no_path(close_form *f) { f->path.length = 0; }
static void other_serial(close_form *f) { f->serial++; }
static void other_vendor(close_form *f) { f->vendor++; }
static void other_originator(close_form *f) { f->originator_serial++; }
static void path_beyond(close_form *f) { f->path_words = 99; }
static void left_over(close_form *f) { frame_u16(&f->tail, 0); }

static const struct {
  const char *rule;
  spoil spoil;
  uint8_t general;
  uint16_t extended;
} rows[] = {
    {"another path closes as well: the triad alone counts", other_path, 0, 0},
    {"no path closes as well", no_path, 0, 0},
    {"another connection serial is 01/0107", other_serial, 1, 0x0107},
    {"another vendor is 01/0107", other_vendor, 1, 0x0107},
    {"another originator serial is 01/0107", other_originator, 1, 0x0107},
    {"a path beyond the data is 0x13", path_beyond, 0x13, 0},
    {"data left over is 0x15", left_over, 0x15, 0},
};

static void as_the_table_says(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    world *w = open_world();
    close_form form = close_usual();
    rows[i].spoil(&form);
    reply_form reply = world_close(w, &form);
    tap_ok(reply.there && reply.general == rows[i].general &&
               (rows[i].extended ? reply.extended[0] == rows[i].extended : reply.extended_count == 0),
           "%s", rows[i].rule);
    bool refused = reply.general != 0;
    tap_ok(eip_stack_counters(w->stack)->io_connections == (refused ? 1U : 0U), "%s: %s", rows[i].rule,
           refused ? "the connection lives on" : "the connection is gone");
    if (refused) {
      tap_ok(reply.length == 10 && reply_u16(&reply, 0) == form.serial && reply_u16(&reply, 8) == 0 &&
                 eip_stack_counters(w->stack)->close_rejects == 1,
             "%s: the refusal repeats the triad and is counted", rows[i].rule);
    }
    world_free(w);
  }
}

static void who_may_close(void) {
  world *w = open_world();
  close_form form = close_usual();
  w->peer = world_connect(w, WORLD_STRANGER, &w->session);
  reply_form reply = world_close(w, &form);
  tap_ok(reply.general == 0x0F && reply.extended_count == 0 && eip_stack_counters(w->stack)->io_connections == 1,
         "a close from another address is 0x0F");
  w->peer = world_connect(w, WORLD_SCANNER, &w->session);
  reply = world_close(w, &form);
  tap_ok(reply.general == 0, "a close from another session of the same address succeeds");
  world_free(w);
}

/* Opens serial 1 on 150/100 and serial 2 on 160/110, closes one, and looks which one still produces. */
static void closing_one_of_two(uint16_t closed, const char *rule) {
  world *w = world_new();
  world_declare(w, 160, 110, 0);
  open_form form = open_usual();
  form.serial = 1;
  form.t2o_id = 1;
  world_open(w, &form);
  form.serial = 2;
  form.t2o_id = 2;
  open_set_path(&form, "20 04 2C A0 2C 6E");
  world_open(w, &form);
  close_form closing = close_usual();
  closing.serial = closed;
  tap_ok(world_close(w, &closing).general == 0, "%s", rule);
  eip_io_datagram datagram;
  bool one = eip_io_output(w->stack, w->now_us, &datagram);
  tap_ok(one && datagram.bytes.bytes[6] == 3 - closed, "%s: the other goes on", rule);
  tap_ok(!eip_io_output(w->stack, w->now_us, &datagram), "%s: this one does not", rule);
  world_free(w);
}

static void session_ends(void) {
  world *w = open_world();
  eip_tcp_closed(w->stack, w->peer);
  eip_io_datagram datagram;
  tap_ok(eip_io_output(w->stack, w->now_us, &datagram) && w->event_count == 0,
         "I/O survives the end of its TCP session");
  world_free(w);
}

int main(void) {
  closes();
  as_the_table_says();
  who_may_close();
  closing_one_of_two(1, "closing the older of two I/O connections");
  closing_one_of_two(2, "closing the newer of two I/O connections");
  session_ends();
  return tap_done();
}
