/* A Forward Open whose configuration the application answers later. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

#define PATH "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A"
#define OTHER_PATH "20 04 24 97 2C A0 2C 6E 80 05 01 02 03 04 05 06 07 08 09 0A"

static open_form form_with(uint16_t serial, const char *path) {
  open_form form = open_usual();
  form.serial = serial;
  open_set_path(&form, path);
  return form;
}

/* A world with one Forward Open (serial 1) waiting. */
static world *waiting_world(void) {
  world *w = world_new();
  world_declare(w, 160, 110, WORLD_CONFIGURATION);
  w->configuration_answer = EIP_PENDING;
  open_form form = form_with(1, PATH);
  world_open(w, &form);
  return w;
}

static reply_form complete(world *w, eip_answer answer) {
  w->sent_length = 0;
  eip_request_complete(w->stack, w->token, answer, (eip_span){0}, w->now_us);
  return reply_read(w);
}

static bool nothing_left(const world *w) {
  const eip_counters *counters = eip_stack_counters(w->stack);
  return counters->io_connections == 0 && counters->pending_requests == 0;
}

static void accepted(void) {
  world *w = waiting_world();
  tap_ok(w->sent_length == 0 && w->event_count == 0, "pending: no reply and no event before the answer");
  eip_io_datagram datagram;
  tap_ok(!eip_io_output(w->stack, w->now_us + 1000000, &datagram), "pending: nothing is produced before the answer");
  w->now_us += 100000;
  reply_form reply = complete(w, EIP_ACCEPT);
  tap_ok(reply.there && reply.general == 0 && reply.length == 26, "pending: accepted, the reply is the usual one");
  tap_ok(reply.has_o2t, "pending: accepted, with its sockaddr item");
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_OPENED,
         "pending: accepted, the connection opens");
  tap_equal(w->configuration[9], 10, "pending: accepted, the assembly has the data");
  bool produced = eip_io_output(w->stack, w->now_us, &datagram);
  tap_ok(produced && datagram.skipped == 0 && datagram.deadline_us == w->now_us, "pending: T->O starts at the answer");
  tap_equal(eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_ERR_UNKNOWN,
            "pending: a token answers once");
  world_free(w);
}

static void refused(void) {
  world *w = waiting_world();
  reply_form reply = complete(w, EIP_REFUSE(0x09, 0));
  tap_ok(reply.there && reply.general == 0x09 && reply.length == 10, "pending: refused with what the answer says");
  tap_ok(w->event_count == 0 && nothing_left(w), "pending: refused, nothing is left");
  world_free(w);
}

static void overdue(void) {
  world *w = waiting_world();
  w->sent_length = 0;
  world_advance(w, w->config.pending_timeout_us - 1);
  tap_equal((int64_t)w->sent_length, 0, "pending: no reply before its time is over");
  tap_equal((int64_t)eip_stack_next_deadline(w->stack), (int64_t)w->now_us + 1,
            "pending: its time is the next deadline");
  world_advance(w, 1);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.general == 1 && reply.extended[0] == 0x0129, "pending: overdue is 01/0129");
  tap_ok(nothing_left(w) && eip_stack_counters(w->stack)->requests_expired == 1, "pending: overdue, nothing is left");
  tap_equal(eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_ERR_UNKNOWN,
            "pending: an answer that comes too late opens nothing");
  world_free(w);
}

static void session_gone(void) {
  world *w = waiting_world();
  eip_tcp_closed(w->stack, w->peer);
  tap_ok(nothing_left(w), "pending: the peer is gone, the reservation too");
  tap_equal(eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_ERR_UNKNOWN,
            "pending: the peer is gone, an answer opens nothing");
  w->peer = world_connect(w, WORLD_SCANNER, &w->session);
  w->configuration_answer = EIP_ACCEPT;
  open_form form = form_with(1, PATH);
  tap_ok(world_open(w, &form).general == 0, "pending: the peer is gone, the same triad and owner's place are free");
  world_free(w);
}

static void not_ready_any_more(void) {
  world *w = waiting_world();
  eip_stack_set_ready(w->stack, false);
  tap_equal((int64_t)w->event_count, 0, "pending: not ready any more, no event for what never opened");
  eip_stack_set_ready(w->stack, true);
  reply_form reply = complete(w, EIP_ACCEPT);
  tap_ok(reply.there && reply.general == 0x02 && nothing_left(w),
         "pending: not ready in between is 0x02 at the answer");
  world_free(w);
}

static void assembly_removed(void) {
  world *w = waiting_world();
  w->sent_length = 0;
  eip_assembly_remove(w->stack, WORLD_CONFIGURATION);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.general == 0x02 && nothing_left(w), "pending: its assembly removed is 0x02 at once");
  world_free(w);
}

static void reserved_meanwhile(void) {
  world *w = waiting_world();
  w->configuration_answer = EIP_ACCEPT;
  open_form form = form_with(1, PATH);
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0100, "pending: the same triad again is 01/0100");
  form = form_with(2, PATH);
  reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0106, "pending: the owner's place is reserved: 01/0106");
  form = form_with(2, OTHER_PATH);
  reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0106, "pending: so is the configuration: 01/0106");
  close_form closing = close_usual();
  closing.serial = 1;
  reply = world_close(w, &closing);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "pending: what is not open cannot be closed: 01/0107");
  frame io = io_frame(w->candidate.o2t_id, 1, 1, 1, 0, WORLD_SIZE);
  tap_equal(world_io(w, WORLD_SCANNER, io.bytes, io.length), EIP_IO_UNKNOWN, "pending: O->T of it is unknown");
  world_free(w);
}

static void table_full(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.limits.io_connections = 1;
  world_start(w);
  world_declare(w, 160, 110, 0);
  w->configuration_answer = EIP_PENDING;
  open_form form = form_with(1, PATH);
  world_open(w, &form);
  form = form_with(2, "20 04 2C A0 2C 6E");
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0113, "12: a pending open takes a place of the table: 01/0113");
  reply = complete(w, EIP_ACCEPT);
  tap_ok(reply.general == 0, "12: and keeps it: configuration once delivered is not refused");
  world_free(w);
}

static void too_many_pending(void) {
  enum { POINTS = 3 };
  world *w = world_new();
  w->configuration_answer = EIP_PENDING;
  static uint8_t memory[POINTS][WORLD_CONFIGURATION_SIZE];
  reply_form reply = {.there = false};
  for (uint32_t i = 0; i < POINTS; i++) {
    eip_assembly_config config = {170 + i, EIP_ASSEMBLY_CONFIG, memory[i], WORLD_CONFIGURATION_SIZE, false};
    eip_assembly_create(w->stack, &config);
    world_declare(w, 160 + i, 110 + i, 170 + i);
    open_form form = form_with((uint16_t)i, "20 04 2C A0 2C 6E 80 05 01 02 03 04 05 06 07 08 09 0A");
    form.path.bytes[3] = (uint8_t)(160 + i);
    form.path.bytes[5] = (uint8_t)(110 + i);
    reply = world_open(w, &form);
  }
  tap_ok(w->configurations == 2 && reply.general == 0x02, "one pending request more than the limit is 0x02, not asked");
  tap_ok(eip_stack_counters(w->stack)->pending_requests == 2, "the others wait on");
  complete(w, EIP_ACCEPT);
  open_form form = form_with(POINTS, "20 04 2C A2 2C 70 80 05 01 02 03 04 05 06 07 08 09 0A");
  world_open(w, &form);
  tap_ok(w->configurations == 3 && eip_stack_counters(w->stack)->pending_requests == 2,
         "one that is answered makes room for another");
  world_free(w);
}

/* The application completes its token before its callback returns. */
static void completed_inside(eip_answer completion, eip_answer returned, uint8_t general, const char *rule) {
  world *w = world_new();
  w->complete_inside = true;
  w->completion_answer = completion;
  w->configuration_answer = returned;
  open_form form = form_with(1, PATH);
  reply_form reply = world_open(w, &form);
  tap_ok(reply.there && reply.general == general, "%s", rule);
  tap_equal(eip_stack_counters(w->stack)->io_connections, general == 0, "%s: connections", rule);
  tap_equal(eip_stack_counters(w->stack)->pending_requests, 0, "%s: nothing pending", rule);
  world_free(w);
}

int main(void) {
  accepted();
  refused();
  overdue();
  session_gone();
  not_ready_any_more();
  assembly_removed();
  reserved_meanwhile();
  table_full();
  too_many_pending();
  completed_inside(EIP_ACCEPT, EIP_PENDING, 0, "a token completed inside the callback opens once");
  completed_inside(EIP_REFUSE(0x09, 0), EIP_PENDING, 0x09, "a token refused inside the callback is refused once");
  completed_inside(EIP_ACCEPT, EIP_REFUSE(0x09, 0), 0, "a token completed inside wins over what the callback returns");
  completed_inside(EIP_REFUSE(0x09, 0), EIP_ACCEPT, 0x09, "a token refused inside wins over what the callback returns");
  return tap_done();
}
