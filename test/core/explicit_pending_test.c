/* Replies that come later over class 3 connections and in Multiple Service Packets: the application answers writes of
 * assembly 154 when this test lets it. */
#include <stdlib.h>

#include "support/class3.h"
#include "support/late_application.h"
#include "support/packet.h"
#include "tap.h"

enum { EXPLICIT = 154, SECOND = 1000000 };

static const char get_vendor[] = "0e03 2001 2401 3001";
static const char get_explicit[] = "0e03 2004 249a 3003";
static const char set_explicit[] = "1003 2004 249a 3003 01020304";
static const char set_again[] = "1003 2004 249a 3003 05060708";
static const char set_refused[] = "1003 2004 249a 3003 ff000000";

static world *start_with(uint32_t pending_requests, uint32_t timeout_us) {
  world *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->now_us = SECOND;
  self->random_state = 1;
  self->config = world_config(self);
  self->config.limits.pending_requests = pending_requests;
  self->config.pending_timeout_us = timeout_us;
  late_application_use(&self->config.application);
  world_start(self);
  late_application_reset();
  eip_assembly_config config = {EXPLICIT, EIP_ASSEMBLY_EXPLICIT, late_application.data, sizeof late_application.data,
                                false};
  if (eip_assembly_create(self->stack, &config) != EIP_OK) abort();
  return self;
}

static world *start(uint32_t pending_requests) {
  return start_with(pending_requests, eip_config_default().pending_timeout_us);
}

static class3 connect(world *w) {
  open_form form = class3_form();
  return class3_open(w, &form);
}

static eip_status answer(world *w, size_t which, eip_answer with) {
  w->sent_length = 0;
  return eip_request_complete(w->stack, late_application.tokens[which], with, (eip_span){0}, w->now_us);
}

static uint32_t pending(const world *w) { return eip_stack_counters(w->stack)->pending_requests; }

static void stop(world *w) {
  tap_equal(pending(w), 0, "nothing waits at the end");
  world_free(w);
}

static void a_late_reply(void) {
  world *w = start(2);
  class3 connection = connect(w);
  tap_ok(!class3_ask(w, connection, 5, set_explicit).reply.there && pending(w) == 1, "a request waits: no reply yet");
  tap_ok(!class3_ask(w, connection, 5, set_explicit).reply.there && late_application.asked == 1,
         "its sequence count again: not asked a second time, no reply yet");
  tap_equal(answer(w, 0, EIP_ACCEPT), EIP_OK, "the application answers");
  class3_reply got = class3_read(w);
  tap_ok(got.reply.there && got.reply.service == 0x90 && got.reply.general == 0 && got.sequence_count == 5 &&
             got.id == connection.t2o_id,
         "the reply comes on the T->O id with the request's sequence count");
  tap_equal(late_application.data[3], 4, "and the write is done");
  got = class3_ask(w, connection, 5, set_explicit);
  tap_ok(got.reply.there && got.reply.general == 0 && late_application.asked == 1,
         "its sequence count again: the same reply");
  stop(w);
}

static void others_meanwhile(void) {
  world *w = start(2);
  class3 connection = connect(w);
  class3_ask(w, connection, 1, set_explicit);
  class3_reply got = class3_ask(w, connection, 2, get_vendor);
  tap_ok(got.reply.there && got.sequence_count == 2, "the next request is answered while one waits");
  tap_ok(!class3_ask(w, connection, 1, set_explicit).reply.there && late_application.asked == 1,
         "the one that waits is not run again, though it is not the last");
  answer(w, 0, EIP_REFUSE(0x09, 0));
  got = class3_read(w);
  tap_ok(got.reply.general == 0x09 && got.sequence_count == 1, "its late reply has its own sequence count");
  got = class3_ask(w, connection, 2, "0e03 2001 2401 3002");
  tap_ok(got.reply.there && reply_u16(&got.reply, 0) == 1234, "and does not replace the stored reply of the last one");
  stop(w);
}

static void time_runs_out(void) {
  world *w = start(2);
  class3 connection = connect(w);
  class3_ask(w, connection, 1, set_explicit);
  w->sent_length = 0;
  world_advance(w, w->config.pending_timeout_us);
  class3_reply got = class3_read(w);
  tap_ok(got.reply.there && got.reply.general == 0x02 && got.sequence_count == 1,
         "no answer in time: 0x02 over class 3");
  tap_equal(answer(w, 0, EIP_ACCEPT), EIP_ERR_UNKNOWN, "the answer finds nothing then");
  tap_equal((int64_t)late_application.abandonments, 0, "and that is no abandonment");
  class3_ask(w, connection, 2, set_explicit);
  class3_ask(w, connection, 3, set_explicit);
  got = class3_ask(w, connection, 4, set_explicit);
  tap_ok(got.reply.there && got.reply.general == 0x02 && late_application.asked == 3, "no place: 0x02, not asked");
  answer(w, 1, EIP_ACCEPT);
  answer(w, 2, EIP_ACCEPT);
  stop(w);
}

typedef void (*ending)(world *w);
static void by_close(world *w) {
  close_form form = close_usual();
  world_close(w, &form);
}
static void by_watchdog(world *w) { world_advance(w, 10 * SECOND); }
static void by_tcp(world *w) { eip_tcp_closed(w->stack, w->peer); }

static void the_connection_ends(void) {
  static const struct {
    const char *rule;
    ending end;
  } endings[] = {{"Forward Close", by_close}, {"the watchdog", by_watchdog}, {"the end of TCP", by_tcp}};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    world *w = start_with(3, 60 * SECOND);
    open_form form = class3_form();
    form.multiplier = 0;
    class3 connection = class3_open(w, &form);
    class3 other = class3_open_another(w, 1);
    class3_ask(w, connection, 1, set_explicit);
    frame packet = packet_hex((const char *const[]){get_vendor, set_again, NULL});
    frame request = class3_frame(w->session, connection.o2t_id, 2, &packet);
    world_tcp(w, w->peer, request.bytes, request.length);
    tap_equal(pending(w), 2, "%s: a request and a packet wait", endings[i].rule);
    (void)other;
    endings[i].end(w);
    tap_equal(pending(w), 0, "%s ends what waits on its connection", endings[i].rule);
    tap_ok(late_application_told_the_end_of(0, 2), "%s: the application hears of each", endings[i].rule);
    tap_ok(answer(w, 0, EIP_ACCEPT) == EIP_ERR_UNKNOWN && answer(w, 1, EIP_ACCEPT) == EIP_ERR_UNKNOWN &&
               w->sent_length == 0 && late_application.data[0] == 0,
           "%s: late answers find nothing, nothing is sent or stored", endings[i].rule);
    world_free(w);
  }
}

static void only_its_own_end(void) {
  world *w = start(3);
  class3 first = connect(w);
  class3 second = class3_open_another(w, 1);
  class3_ask(w, first, 1, set_explicit);
  class3_ask(w, second, 1, set_again);
  frame unconnected = frame_hex(set_explicit);
  world_ask(w, &unconnected);
  by_close(w);
  tap_equal(pending(w), 2, "a connection that ends leaves what waits on another, and unconnected");
  tap_ok(late_application_told_the_end_of(0, 1), "and the application hears of its own alone");
  answer(w, 1, EIP_ACCEPT);
  tap_ok(class3_read(w).reply.there && class3_read(w).id == second.t2o_id, "the other gets its reply");
  answer(w, 2, EIP_ACCEPT);
  tap_ok(reply_read(w).there, "and the unconnected one");
  eip_tcp_closed(w->stack, w->peer);
  tap_ok(late_application_told_the_end_of(0, 1), "of one that is answered it hears no end");
  stop(w);
}

static void a_peer_in_the_middle(void) {
  world *w = start(2);
  class3 connection = connect(w);
  class3_ask(w, connection, 1, set_explicit);
  close_form closing = close_usual();
  world_close(w, &closing);
  connection = connect(w);
  class3_reply got = class3_ask(w, connection, 1, get_vendor);
  tap_ok(got.reply.there && got.reply.service == 0x8E,
         "a new connection with the same triad knows nothing of the old count");
  stop(w);
}

/* ---- in packets ---- */

/* A packet of these over an unconnected message or, with a connection, over class 3; nothing may be sent yet. */
static bool ask_packet(world *w, const class3 *connection, const char *const *requests) {
  frame message = packet_hex(requests);
  frame request = connection ? class3_frame(w->session, connection->o2t_id, 1, &message)
                             : frame_unconnected(w->session, &message, NULL, 0);
  w->sent_length = 0;
  world_tcp(w, w->peer, request.bytes, request.length);
  return w->sent_length > 0;
}

static packet_reply parts_of(const reply_form *reply) {
  return reply->there && reply->service == 0x8A ? packet_read(reply->data, reply->length)
                                                : (packet_reply){.whole = false};
}

static packet_reply sent_parts(const world *w, bool connected) {
  reply_form reply = connected ? class3_read(w).reply : reply_read(w);
  return parts_of(&reply);
}

static void a_packet_waits(void) {
  for (int connected = 0; connected < 2; connected++) {
    const char *bearer = connected ? "over class 3" : "unconnected";
    world *w = start(2);
    class3 connection = connect(w);
    const char *const requests[] = {get_vendor, get_explicit, set_explicit, get_explicit, get_vendor, NULL};
    tap_ok(!ask_packet(w, connected ? &connection : NULL, requests) && pending(w) == 1,
           "%s: a packet waits for its one request that waits", bearer);
    tap_equal(answer(w, 0, EIP_ACCEPT), EIP_OK, "%s: the application answers", bearer);
    packet_reply parts = sent_parts(w, connected);
    tap_ok(parts.whole && parts.count == 5, "%s: then the whole packet is answered, in its order", bearer);
    tap_ok(reply_u16(&parts.replies[0], 0) == 1234 && parts.replies[1].data[0] == 0 &&
               parts.replies[2].service == 0x90 && parts.replies[2].general == 0 &&
               reply_u16(&parts.replies[4], 0) == 1234,
           "%s: each reply in its place", bearer);
    tap_equal(parts.replies[3].data[0], 1, "%s: what stands behind the late one sees what it did", bearer);
    stop(w);
  }
}

static void several_wait(void) {
  world *w = start(2);
  const char *const requests[] = {set_explicit, get_explicit, set_refused, get_explicit, set_again, get_explicit, NULL};
  ask_packet(w, NULL, requests);
  tap_equal((int64_t)late_application.asked, 1, "several that wait are asked one after the other");
  answer(w, 0, EIP_ACCEPT);
  tap_ok(late_application.asked == 2 && w->sent_length == 0 && pending(w) == 1,
         "the second when the first is answered");
  answer(w, 1, EIP_REFUSE(0x09, 0));
  tap_ok(late_application.asked == 3 && w->sent_length == 0, "the third when the second is refused");
  answer(w, 2, EIP_ACCEPT);
  packet_reply parts = sent_parts(w, false);
  tap_ok(parts.whole && parts.count == 6 && reply_read(w).general == 0x1E, "then one reply, 0x1E for the refused one");
  tap_ok(parts.replies[1].data[0] == 1 && parts.replies[2].general == 0x09 && parts.replies[3].data[0] == 1 &&
             parts.replies[5].data[0] == 5,
         "each with its own status and what was there then");
  stop(w);
}

static void a_nested_packet_waits(void) {
  for (int connected = 0; connected < 2; connected++) {
    world *w = start(2);
    class3 connection = connect(w);
    frame inner = packet_hex((const char *const[]){get_vendor, set_explicit, get_explicit, set_again, NULL});
    const frame requests[] = {frame_hex(get_explicit), inner, frame_hex(get_explicit)};
    frame message = packet_message(requests, 3);
    frame request = connected ? class3_frame(w->session, connection.o2t_id, 1, &message)
                              : frame_unconnected(w->session, &message, NULL, 0);
    w->sent_length = 0;
    world_tcp(w, w->peer, request.bytes, request.length);
    tap_ok(w->sent_length == 0 && pending(w) == 1, "a packet in a packet waits");
    answer(w, 0, EIP_ACCEPT);
    tap_ok(w->sent_length == 0 && pending(w) == 1, "also for its second request that waits");
    answer(w, 1, EIP_ACCEPT);
    packet_reply outer = sent_parts(w, connected);
    packet_reply parts = outer.whole ? parts_of(&outer.replies[1]) : outer;
    tap_ok(outer.whole && outer.count == 3 && parts.whole && parts.count == 4, "both are answered whole");
    tap_ok(outer.replies[0].data[0] == 0 && reply_u16(&parts.replies[0], 0) == 1234 && parts.replies[1].general == 0 &&
               parts.replies[2].data[0] == 1 && outer.replies[2].data[0] == 5,
           "each reply in its place");
    stop(w);
  }
}

static void a_packet_has_the_time_of_one(void) {
  world *w = start(2);
  const char *const requests[] = {set_explicit, set_again, get_explicit, set_again, NULL};
  ask_packet(w, NULL, requests);
  world_advance(w, w->config.pending_timeout_us - 1);
  answer(w, 0, EIP_ACCEPT);
  tap_ok(w->sent_length == 0 && late_application.asked == 2,
         "the second request of a packet is asked just before its time");
  world_advance(w, 1);
  packet_reply parts = sent_parts(w, false);
  tap_ok(parts.whole && parts.replies[0].general == 0 && parts.replies[1].general == 0x02,
         "the packet has the time of one request for all of its own: then 0x02");
  tap_ok(parts.replies[2].general == 0 && parts.replies[3].general == 0x02 && late_application.asked == 2,
         "those behind that need no answer are run; those that do are 0x02, not asked");
  stop(w);
}

static void places_run_out(void) {
  world *w = start(1);
  const char *const requests[] = {set_explicit, set_again, NULL};
  ask_packet(w, NULL, requests);
  answer(w, 0, EIP_ACCEPT);
  packet_reply parts = sent_parts(w, false);
  tap_ok(
      parts.whole && parts.replies[0].general == 0 && parts.replies[1].general == 0x02 && late_application.asked == 1,
      "one place, two that wait: 0x02 for the second, not asked");
  stop(w);
}

static void answers_at_once(void) {
  world *w = start(1);
  const char *const requests[] = {"1003 2004 249a 3003 fe000000", "1003 2004 249a 3003 fe010000", get_explicit, NULL};
  ask_packet(w, NULL, requests);
  packet_reply parts = sent_parts(w, false);
  tap_ok(parts.whole && parts.count == 3 && parts.replies[2].data[1] == 1 && late_application.asked == 2,
         "answers given at once hold nothing back");
  stop(w);
}

static void completed_inside(void) {
  enum { SETS = 10 };
  world *w = start(SETS);
  late_application.completes_inside = w->stack;
  late_application.now_us = w->now_us;
  const char *requests[SETS + 2] = {NULL};
  for (size_t i = 0; i < SETS; i++) requests[i] = i % 2 ? set_again : set_explicit;
  requests[SETS] = get_explicit;
  ask_packet(w, NULL, requests);
  packet_reply parts = sent_parts(w, false);
  bool right = parts.whole && parts.count == SETS + 1;
  for (size_t i = 0; right && i < SETS; i++) right = parts.replies[i].general == 0;
  tap_ok(right && parts.replies[SETS].data[0] == 5, "each completed inside its callback: one reply, all done");
  ask_packet(w, NULL, requests);
  tap_ok(sent_parts(w, false).whole, "and again");
  stop(w);
}

/* A late reply longer than what was left for it. */
static void what_does_not_fit(void) {
  world *w = start(2);
  open_form form = class3_form();
  form.t2o_size = 2 + 4 + 2 + 2 * 2 + 4 + 4;
  class3 connection = class3_open(w, &form);
  const char *const requests[] = {set_explicit, get_explicit, NULL};
  ask_packet(w, &connection, requests);
  answer(w, 0, EIP_ACCEPT);
  packet_reply parts = sent_parts(w, true);
  tap_ok(parts.whole && parts.replies[0].general == 0 && parts.replies[1].general == 0x11,
         "behind a late reply, what does not fit is 0x11");
  stop(w);
}

static void many_packets(void) {
  world *w = start(2);
  const char *const requests[] = {set_explicit, get_vendor, set_again, NULL};
  bool good = true;
  for (unsigned i = 0; i < 2000; i++) {
    late_application.asked = 0;
    ask_packet(w, NULL, requests);
    answer(w, 0, EIP_ACCEPT);
    answer(w, 1, EIP_ACCEPT);
    good = good && sent_parts(w, false).whole;
  }
  tap_ok(good, "2,000 packets that wait twice");
  stop(w);
}

int main(void) {
  a_late_reply();
  others_meanwhile();
  time_runs_out();
  the_connection_ends();
  only_its_own_end();
  a_peer_in_the_middle();
  a_packet_waits();
  several_wait();
  a_nested_packet_waits();
  a_packet_has_the_time_of_one();
  places_run_out();
  answers_at_once();
  completed_inside();
  what_does_not_fit();
  many_packets();
  return tap_done();
}
