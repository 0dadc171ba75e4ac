/* Requests whose reply comes later. */
#include "cip/pending.h"

#include "cip_table.h"

static const char set_explicit[] = "1003 2004 249a 3003 99020304";

static cip_rig *waiting_rig(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  cip_rig_run(rig, set_explicit);
  return rig;
}

static void the_request_is_kept(void) {
  cip_rig *rig = waiting_rig();
  eip_token token = rig->token;
  rig->answer = EIP_ACCEPT;
  cip_rig_run(rig, "1003 2004 2496 3003 01010101"); /* other bytes went through in between */
  tap_equal(eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){0}), EIP_OK, "a token completes its request");
  tap_bytes(rig->values[3], 4, "\x99\x02\x03\x04", 4, "with the bytes that came with it");
  tap_equal(eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){0}), EIP_ERR_UNKNOWN, "once");
  tap_equal(rig->late_replies, 1, "and one reply is sent");
  cip_rig_free(rig);
}

static void time_runs_out(void) {
  cip_rig *rig = waiting_rig();
  cip_rig_advance(rig, 499999);
  tap_equal(rig->late_replies, 0, "an answer may take its whole time");
  cip_rig_advance(rig, 1);
  tap_ok(rig->late_replies == 1 && cip_rig_status(rig) == 0x02, "then the request is answered for the application");
  tap_equal((int64_t)rig->environment.counters.requests_expired, 1, "which is counted");
  tap_equal(eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0}), EIP_ERR_UNKNOWN,
            "an answer that comes too late finds nothing");
  tap_equal(rig->values[3][0], 0x44, "and changes nothing");
  cip_rig_free(rig);
}

static void sessions_end(void) {
  cip_rig *rig = waiting_rig();
  eip_token token = rig->token;
  exact other = exact_hex(set_explicit);
  cip_rig_run_from(rig, 2, exact_span(&other));
  exact_free(&other);
  eip_pending_peer_closed(&rig->cip, 1);
  tap_equal(rig->environment.counters.pending_requests, 1, "the pending requests of a TCP connection end with it");
  tap_equal(eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){0}), EIP_ERR_UNKNOWN,
            "their tokens are dead");
  tap_ok(rig->late_replies == 0 && rig->values[3][0] == 0x44, "nothing is sent or stored");
  tap_equal(eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0}), EIP_OK, "those of others live on");
  cip_rig_advance(rig, 1000000);
  tap_equal(rig->late_replies, 1, "and nothing is left to run out");
  cip_rig_free(rig);
}

/* Its place is free, but still holds the request: the end of the connection must not free it again. */
static void an_answered_request_is_not_cancelled(void) {
  cip_rig *rig = waiting_rig();
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  exact other = exact_hex(set_explicit);
  cip_rig_run_from(rig, 2, exact_span(&other));
  exact_free(&other);
  eip_pending_peer_closed(&rig->cip, 1);
  tap_ok(rig->environment.counters.pending_requests == 1 && rig->cip.pending_slots.used == 1,
         "what was answered does not end again with its TCP connection");
  cip_rig_run(rig, set_explicit);
  cip_rig_run(rig, set_explicit);
  tap_equal(rig->cip.pending_slots.used, 3, "and its place is taken by one request at a time");
  cip_rig_run(rig, set_explicit);
  tap_equal(cip_rig_status(rig), 0x02, "no more than there are");
  cip_rig_free(rig);
}

static void places_run_out_and_come_back(void) {
  cip_rig *rig = waiting_rig();
  eip_token first = rig->token;
  cip_rig_run(rig, set_explicit);
  cip_rig_run(rig, set_explicit);
  tap_equal(rig->environment.counters.pending_requests, 3, "as many may wait as configured");
  unsigned asked = rig->written;
  cip_rig_run(rig, set_explicit);
  tap_ok(cip_rig_status(rig) == 0x02 && rig->written == asked, "one more: 0x02, without asking the application");
  cip_rig_run(rig, "0502 2001 2401");
  tap_ok(cip_rig_status(rig) == 0x02 && rig->resets == 0, "for a Reset too");
  eip_pending_complete(&rig->cip, first, EIP_ACCEPT, (eip_span){0});
  tap_equal(cip_rig_run(rig, set_explicit), EIP_LATER, "the free place is taken again");
  tap_ok(rig->token != first && rig->token != 0, "under a token that was not just used");
  cip_rig_advance(rig, 500000);
  tap_ok(rig->environment.counters.pending_requests == 0 && rig->environment.timers.count == 0, "all places come back");
  cip_rig_free(rig);
}

static void answers_at_once_leave_nothing(void) {
  cip_rig *rig = cip_rig_make();
  for (unsigned i = 0; i < 2000; i++) {
    rig->answer = i % 2 ? EIP_ACCEPT : EIP_REFUSE(0x09, 0);
    cip_rig_run(rig, set_explicit);
  }
  tap_ok(rig->written == 2000 && rig->environment.counters.pending_requests == 0 &&
             rig->environment.timers.count == 0 && rig->cip.pending_slots.used == 0,
         "2,000 requests answered at once leave nothing behind");
  cip_rig_free(rig);
}

static void completed_inside_the_callback(void) {
  static const struct {
    const char *rule;
    eip_answer returned;
  } cases[] = {{"completed inside the callback, then pending: one reply", {true, 0, 0}},
               {"completed inside the callback, then accepted: one reply", {false, 0, 0}},
               {"completed inside the callback, then refused: one reply, the first", {false, 0x09, 0}}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cip_rig *rig = cip_rig_make();
    rig->completes_inside = true;
    rig->completion = EIP_ACCEPT;
    rig->answer = cases[i].returned;
    exact message = exact_hex(set_explicit);
    eip_outcome outcome = cip_rig_run_from(rig, 1, exact_span(&message));
    exact_free(&message);
    tap_ok(outcome == EIP_LATER && rig->late_replies == 1 && cip_rig_status(rig) == 0 && rig->values[3][0] == 0x99,
           "%s", cases[i].rule);
    cip_rig_free(rig);
  }
}

static void a_pending_answer_is_none(void) {
  cip_rig *rig = waiting_rig();
  tap_equal(eip_pending_complete(&rig->cip, rig->token, EIP_PENDING, (eip_span){0}), EIP_OK,
            "an answer that is pending");
  tap_ok(rig->late_replies == 0 && rig->values[3][0] == 0x44, "leaves the request open");
  tap_equal(eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0}), EIP_OK,
            "until there is a real one");
  cip_rig_free(rig);
}

/* Answers with path and data of the kept request, then with the application's data. */
static void resume_with_all(void *object, const eip_request *request, eip_answer answer, eip_span data,
                            eip_reply *reply) {
  (void)object;
  (void)answer;
  eip_writer_span(&reply->data, request->path.all);
  eip_writer_span(&reply->data, request->data);
  eip_writer_span(&reply->data, data);
}

static void path_and_data_are_kept(void) {
  cip_rig *rig = cip_rig_make();
  eip_continuation continuation = {.object = rig, .resume = resume_with_all};
  exact path = exact_hex("2004 2401");
  exact data = exact_hex("0a0b0c");
  eip_request request = {.service = 0x4B,
                         .path = {.all = exact_span(&path)},
                         .data = exact_span(&data),
                         .reply_room = eip_encap_unconnected_room(&rig->environment.config)};
  eip_token token = eip_pending_open(&rig->cip, &request, &continuation);
  exact_free(&path);
  exact_free(&data);
  eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){(const uint8_t *)"\x0d", 1});
  tap_bytes(rig->reply, rig->reply_length, "\xcb\x00\x00\x00\x20\x04\x24\x01\x0a\x0b\x0c\x0d", 12,
            "path and data of the request are there when it goes on, and the application's data");
  tap_equal((int64_t)rig->environment.counters.explicit_errors, 0, "a late success is no error");
  request.path.all = request.data = (eip_span){0};
  token = eip_pending_open(&rig->cip, &request, &continuation);
  static const uint8_t much[EIP_UNCONNECTED_REPLY_MAX];
  eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){much, sizeof much});
  tap_ok(cip_rig_status(rig) == 0x11 && rig->reply_length == 4, "a late reply that does not fit: 0x11");
  tap_equal((int64_t)rig->environment.counters.explicit_errors, 1, "which is counted as an error");
  cip_rig_free(rig);
}

static void tokens_are_not_guessed(void) {
  cip_rig *rig = waiting_rig();
  bool hit = false;
  for (uint32_t guess = 1; guess <= 64; guess++) {
    hit |= eip_pending_complete(&rig->cip, rig->token + guess, EIP_ACCEPT, (eip_span){0}) == EIP_OK;
    hit |= eip_pending_complete(&rig->cip, guess, EIP_ACCEPT, (eip_span){0}) == EIP_OK;
  }
  hit |= eip_pending_complete(&rig->cip, 0, EIP_ACCEPT, (eip_span){0}) == EIP_OK;
  tap_ok(!hit, "no other number completes a request");
  cip_rig_free(rig);
}

int main(void) {
  the_request_is_kept();
  time_runs_out();
  sessions_end();
  an_answered_request_is_not_cancelled();
  places_run_out_and_come_back();
  answers_at_once_leave_nothing();
  completed_inside_the_callback();
  a_pending_answer_is_none();
  path_and_data_are_kept();
  tokens_are_not_guessed();
  return tap_done();
}
