/* Settings and the interface in a whole stack: what a Set moves elsewhere, and what the host may change. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

static reply_form ask(world *w, const char *bytes, size_t length) {
  frame message = {.length = 0};
  frame_bytes(&message, bytes, length);
  return world_ask(w, &message);
}
#define ASK(w, bytes) ask(w, bytes, sizeof bytes - 1)

#define GET(class, attribute) "\x0E\x03\x20" class "\x24\x01\x30" attribute
#define SET(class, attribute, value) "\x10\x03\x20" class "\x24\x01\x30" attribute value

static world *start(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.allow_settings = true;
  w->config.interface.mask = 0xFFFFFF00;
  world_start(w);
  return w;
}

static void a_set_moves_the_consistency_value(void) {
  world *w = start();
  reply_form reply = ASK(w, GET("\x01", "\x09"));
  uint16_t before = reply_u16(&reply, 0);
  tap_equal(ASK(w, SET("\x48", "\x04", "\x01")).general, 0, "a Set of a DSCP is taken");
  tap_equal(eip_stack_settings(w->stack)->dscp_urgent, 1, "eip_stack_settings tells it");
  reply = ASK(w, GET("\x01", "\x09"));
  tap_ok(reply_u16(&reply, 0) != before, "Identity attribute 9 moves with it");
  ASK(w, SET("\x48", "\x04", "\x37"));
  reply = ASK(w, GET("\x01", "\x09"));
  tap_equal(reply_u16(&reply, 0), before, "and back");
  world_free(w);
}

static void a_set_of_the_inactivity_timeout_holds_for_who_is_connected(void) {
  world *w = start();
  uint32_t session = 0;
  eip_peer silent = world_connect(w, WORLD_STRANGER, &session);
  world_advance(w, 5000000);
  tap_equal(ASK(w, SET("\xF5", "\x0D", "\x06\x00")).general, 0, "6 s instead of 120");
  world_advance(w, 999999);
  tap_equal(eip_tcp_next_close(w->stack), 0, "a peer that was silent for 5.999999 s stays");
  world_advance(w, 1);
  tap_equal(eip_tcp_next_close(w->stack), silent, "after 6 s of silence it ends");
  tap_equal(eip_tcp_next_close(w->stack), 0, "who sent the Set meanwhile does not");
  world_free(w);
}

static void the_host_puts_them_back(void) {
  world *w = start();
  uint32_t session = 0;
  eip_peer silent = world_connect(w, WORLD_STRANGER, &session);
  eip_settings delivered = *eip_stack_settings(w->stack), spoilt = delivered;
  ASK(w, SET("\x48", "\x04", "\x01"));
  spoilt.dscp_low = 64;
  tap_equal(eip_stack_set_settings(w->stack, &spoilt), EIP_ERR_CONFIG, "the host: a value out of range is refused");
  tap_equal(eip_stack_settings(w->stack)->dscp_urgent, 1, "and nothing changed");
  delivered.inactivity_timeout_s = 6;
  tap_equal(eip_stack_set_settings(w->stack, &delivered), EIP_OK, "the host puts back those it was delivered with");
  reply_form reply = ASK(w, GET("\x48", "\x04"));
  tap_equal(reply.data[0], 55, "peers read them at once");
  world_advance(w, 6000000);
  tap_equal(eip_tcp_next_close(w->stack), silent, "and they hold for who is connected");
  world_free(w);
}

static void the_interface_is_what_the_host_passed_last(void) {
  world *w = start();
  eip_interface interface = {.index = 3, .address = 0x0A000001, .mask = 0xFF000000, .label = "eth1", .link = true};
  eip_stack_set_interface(w->stack, &interface);
  reply_form reply = ASK(w, GET("\xF6", "\x0A"));
  tap_bytes(reply.data, reply.length,
            "\x04"
            "eth1",
            5, "Ethernet Link: the label of now");
  interface.link = false;
  interface.counters.in_octets = 9;
  eip_stack_set_interface(w->stack, &interface);
  reply = ASK(w, GET("\xF6", "\x08"));
  tap_equal(reply.data[0], 2, "Ethernet Link: the state of now");
  reply = ASK(w, GET("\xF5", "\x05"));
  tap_equal(reply_u32(&reply, 4), 0xFF000000, "TCP/IP Interface: the mask of now");
  world_free(w);
}

static eip_answer pending(void *user, const eip_settings *settings, eip_token token) {
  (void)settings;
  *(eip_token *)user = token;
  return EIP_PENDING;
}

static void a_late_answer_still_counts(void) {
  world *w = calloc(1, sizeof *w);
  eip_token token = 0;
  w->config = world_config(w);
  w->config.allow_settings = true;
  w->config.application = (eip_application){.user = &token, .settings_requested = pending};
  world_start(w);
  ASK(w, SET("\x48", "\x04", "\x01"));
  world_forget(w);
  world_advance(w, w->config.pending_timeout_us);
  tap_equal(reply_read(w).general, 0x02, "a Set that is not answered in time: 0x02");
  tap_equal(eip_request_complete(w->stack, token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_OK, "accepted afterwards");
  tap_equal(eip_stack_settings(w->stack)->dscp_urgent, 1, "it takes effect, as the application has kept it");
  tap_equal(eip_request_complete(w->stack, token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_ERR_UNKNOWN, "once");
  world_free(w);
}

static void bad(const char *rule, eip_settings settings) {
  world w = {0};
  eip_config config = world_config(&w);
  config.settings = settings;
  tap_equal((int64_t)eip_stack_size(&config), 0, "%s", rule);
}

static void kept_settings_are_checked(void) {
  eip_settings settings = eip_settings_default();
  settings.dscp_explicit = 64;
  bad("kept settings: a DSCP of 64 is refused", settings);
  settings = eip_settings_default();
  settings.multicast_ttl = 0;
  bad("kept settings: a TTL of 0 is refused", settings);
  settings = eip_settings_default();
  settings.multicast_count = 33;
  bad("kept settings: 33 addresses are refused", settings);
  settings = eip_settings_default();
  settings.multicast_explicit = true;
  bad("kept settings: multicast addresses that are none are refused", settings);
}

int main(void) {
  a_set_moves_the_consistency_value();
  a_set_of_the_inactivity_timeout_holds_for_who_is_connected();
  the_host_puts_them_back();
  the_interface_is_what_the_host_passed_last();
  a_late_answer_still_counts();
  kept_settings_are_checked();
  return tap_done();
}
