/* The order of checks in Forward Open: every row of the table, and that the first objection answers. */
#include "support/points.h"
#include "tap.h"

/* ---- what is wrong with a request ---- */

typedef void (*spoil)(open_form *form);

static void left_over(open_form *f) { frame_u16(&f->tail, 0); }
static void nothing(open_form *f) { (void)f; }
static void path_size_0(open_form *f) { f->path_words = 0, f->path.length = 0; }
static void path_beyond(open_form *f) { f->path_words = 200; }
static void o2t_multicast(open_form *f) { f->o2t_type = 1; }
static void o2t_reserved(open_form *f) { f->o2t_type = 3; }
static void t2o_multicast(open_form *f) { f->t2o_type = 1; }
static void t2o_reserved(open_form *f) { f->t2o_type = 3; }
static void o2t_null(open_form *f) { f->o2t_type = 0; }
static void t2o_null(open_form *f) { f->t2o_type = 0; }
static void both_null(open_form *f) { f->o2t_type = 0, f->t2o_type = 0; }
static void family_6(open_form *f) { f->items[0] = (sockaddr_item){0x8001, 6, 2222, 0}; }
static void family_6_o2t(open_form *f) { f->items[1] = (sockaddr_item){0x8000, 6, 2222, 0}; }
static void port_0(open_form *f) { f->items[0] = (sockaddr_item){0x8001, 2, 0, 0}; }
static void live_triad(open_form *f) { f->serial = 0x7777; }
static void class_2(open_form *f) { f->class_trigger = 0x02; }
static void class_9(open_form *f) { f->class_trigger = 0x09; }
static void trigger_3(open_form *f) { f->class_trigger = 0x31; }
static void trigger_7(open_form *f) { f->class_trigger = 0x71; }
static void multiplier_8(open_form *f) { f->multiplier = 8; }
static void multiplier_255(open_form *f) { f->multiplier = 255; }
static void key_vendor(open_form *f) { open_set_path(f, "34 04 D3 04 0C 00 07 00 02 05 20 04 24 97 2C 96 2C 64"); }
static void key_product(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00 08 00 02 05 20 04 24 97 2C 96 2C 64"); }
static void key_type(open_form *f) { open_set_path(f, "34 04 D2 04 0D 00 07 00 02 05 20 04 24 97 2C 96 2C 64"); }
static void key_major(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00 07 00 03 05 20 04 24 97 2C 96 2C 64"); }
static void key_minor(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00 07 00 82 06 20 04 24 97 2C 96 2C 64"); }
static void key_zero_field(open_form *f) { open_set_path(f, "34 04 D2 04 00 00 07 00 82 05 20 04 24 97 2C 96 2C 64"); }
static void key_format_5(open_form *f) { open_set_path(f, "34 05 D2 04 0C 00 07 00 02 05 20 04 24 97 2C 96 2C 64"); }
static void key_cut(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00"); }
static void key_and_port(open_form *f) {
  open_set_path(f, "01 00 34 04 D3 04 0C 00 07 00 02 05 20 04 24 97 2C 96 2C 64");
}
static void port_segment(open_form *f) { open_set_path(f, "01 00 20 04 24 97 2C 96 2C 64"); }
static void port_later(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 64 01 00"); }
static void unknown_segment(open_form *f) { open_set_path(f, "20 04 24 97 E0 00 2C 64"); }
static void no_class(open_form *f) { open_set_path(f, "24 97 2C 96 2C 64"); }
static void cut_segment(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2D 00"); }
static void data_too_long(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 64 80 09 00 00"); }
static void symbol(open_form *f) { open_set_path(f, "20 04 24 97 91 02 41 42"); }
static void class_out_of_order(open_form *f) { open_set_path(f, "20 04 34 04 00 00 00 00 00 00 00 00 2C 96 2C 64"); }
static void class_message_router(open_form *f) { open_set_path(f, "20 02 24 01"); }
static void other_class(open_form *f) { open_set_path(f, "20 04 24 97 20 05 2C 96 2C 64"); }
static void no_configuration(open_form *f) { open_set_path(f, "20 04 24 99 2C 96 2C 64"); }
static void no_output(open_form *f) { open_set_path(f, "20 04 24 97 2C 95 2C 64"); }
static void no_input(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 65"); }
static void points_missing(open_form *f) { open_set_path(f, "20 04 24 97"); }
static void not_together(open_form *f) { open_set_path(f, "20 04 24 97 2C A0 2C 64"); }
static void configuration_of_another(open_form *f) { open_set_path(f, "20 04 24 97 2C A0 2C 6E"); }
static void owned(open_form *f) { open_set_path(f, "20 04 2C B4 2C 78"); }
static void owned_and_unknown(open_form *f) { open_set_path(f, "20 04 2C B4 2C 79"); }
static void o2t_rpi_below(open_form *f) { f->o2t_rpi_us = 999; }
static void t2o_rpi_0(open_form *f) { f->t2o_rpi_us = 0; }
static void inhibit_long(open_form *f) { open_set_path(f, "43 0B 20 04 24 97 2C 96 2C 64"); }
static void inhibit_long_us(open_form *f) { open_set_path(f, "51 02 11 27 00 00 20 04 24 97 2C 96 2C 64"); }
static void o2t_short(open_form *f) { f->o2t_size--; }
static void o2t_long(open_form *f) { f->o2t_size++; }
static void t2o_long(open_form *f) { f->t2o_size++; }
static void variable_short(open_form *f) { f->o2t_variable = 1, f->o2t_size--; }
static void variable_short_t2o(open_form *f) { f->t2o_variable = 1, f->t2o_size--; }
static void large_size(open_form *f) { f->large = true, f->o2t_size = 65535; }
static void listen(open_form *f) { *f = open_listen_only(f->serial), open_set_path(f, "20 04 2C B6 2C 6E"); }
static void point_full(open_form *f) { *f = open_input_only(f->serial), open_set_path(f, "20 04 2C B5 2C 78"); }
static void configuration_other(open_form *f) {
  open_set_path(f, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
}
static void configuration_short(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 64 80 01 00 00"); }

/* ---- the table ---- */

typedef struct {
  const char *rule;
  spoil spoil;
  uint8_t general, count;
  uint16_t extended[2];
  uint8_t remaining;
} row;

/* In the order in which they answer. */
static const row rows[] = {
    {"1: path size 0 is 0x26", path_size_0, 0x26, 0, {0}, 0},
    {"1: a path beyond the data is 0x13", path_beyond, 0x13, 0, {0}, 0},
    {"1: data left over is 0x15", left_over, 0x15, 0, {0}, 0},
    {"2: O->T multicast is 01/0123", o2t_multicast, 1, 1, {0x0123}, 0},
    {"2: O->T reserved is 01/0123", o2t_reserved, 1, 1, {0x0123}, 0},
    {"2: T->O reserved is 01/0124", t2o_reserved, 1, 1, {0x0124}, 0},
    {"2: T->O multicast out of the subnet with a TTL of 1 is 01/0813", t2o_multicast, 1, 1, {0x0813}, 0},
    {"2: O->T null alone is 01/0123", o2t_null, 1, 1, {0x0123}, 0},
    {"2: T->O null alone is 01/0124", t2o_null, 1, 1, {0x0124}, 0},
    {"2: a Null Forward Open, switched off, is 01/0132", both_null, 1, 1, {0x0132}, 0},
    {"a sockaddr item of family 6 is 01/0205", family_6, 1, 1, {0x0205}, 0},
    {"a sockaddr O->T item of family 6 is 01/0205", family_6_o2t, 1, 1, {0x0205}, 0},
    {"a sockaddr item with port 0 is 01/0205", port_0, 1, 1, {0x0205}, 0},
    {"3: the same triad live is 01/0100", live_triad, 1, 1, {0x0100}, 0},
    {"4: class 2 is 01/0103", class_2, 1, 1, {0x0103}, 0},
    {"4: an unknown class is 01/0103", class_9, 1, 1, {0x0103}, 0},
    {"4: a trigger that is not defined is 01/0103", trigger_3, 1, 1, {0x0103}, 0},
    {"4: an unknown trigger is 01/0103", trigger_7, 1, 1, {0x0103}, 0},
    {"4: timeout multiplier 8 is 01/0133", multiplier_8, 1, 1, {0x0133}, 0},
    {"4: timeout multiplier 255 is 01/0133", multiplier_255, 1, 1, {0x0133}, 0},
    {"5: another vendor is 01/0114", key_vendor, 1, 1, {0x0114}, 9},
    {"5: another product code is 01/0114", key_product, 1, 1, {0x0114}, 9},
    {"5: another device type is 01/0115", key_type, 1, 1, {0x0115}, 9},
    {"5: a zero field of a compatible key is 01/0115", key_zero_field, 1, 1, {0x0115}, 9},
    {"5: another major revision is 01/0116", key_major, 1, 1, {0x0116}, 9},
    {"5: a compatible minor revision above ours is 01/0116", key_minor, 1, 1, {0x0116}, 9},
    {"5: key format 5 is 01/0315", key_format_5, 1, 1, {0x0315}, 9},
    {"5: a cut key is 0x13", key_cut, 0x13, 0, {0}, 3},
    {"5: the key answers before a port segment in front of it", key_and_port, 1, 1, {0x0114}, 9},
    {"6: a port segment is 01/0311", port_segment, 1, 1, {0x0311}, 5},
    {"6: a port segment behind the points is 01/0311", port_later, 1, 1, {0x0311}, 1},
    {"6: an unknown segment is 01/0315", unknown_segment, 1, 1, {0x0315}, 2},
    {"6: no class is 01/0315", no_class, 1, 1, {0x0315}, 3},
    {"6: a cut segment is 01/0315", cut_segment, 1, 1, {0x0315}, 1},
    {"6: a data segment beyond the path is 01/0315", data_too_long, 1, 1, {0x0315}, 2},
    {"6: a symbol is 01/0315", symbol, 1, 1, {0x0315}, 2},
    {"6: a key behind the class is 01/0315", class_out_of_order, 1, 1, {0x0315}, 7},
    {"6: a class that is not connectable is 01/0117", class_message_router, 1, 1, {0x0117}, 2},
    {"6: a second path of another class is 01/0117", other_class, 1, 1, {0x0117}, 3},
    {"6: an unknown configuration instance is 01/0129", no_configuration, 1, 1, {0x0129}, 3},
    {"6: an unknown O->T point is 01/012A", no_output, 1, 1, {0x012A}, 2},
    {"6: an absent O->T point is 01/012A", points_missing, 1, 1, {0x012A}, 1},
    {"6: an unknown T->O point is 01/012B", no_input, 1, 1, {0x012B}, 1},
    {"6: points not declared together are 01/012F", not_together, 1, 1, {0x012F}, 1},
    {"6: the configuration of another point is 01/012F", configuration_of_another, 1, 1, {0x012F}, 1},
    {"7: an O->T point owned by another is 01/0106", owned, 1, 1, {0x0106}, 0},
    {"7: listen only without a producer is 01/0119", listen, 1, 1, {0x0119}, 0},
    {"7: one more than the point's own limit is 01/011A", point_full, 1, 1, {0x011A}, 0},
    {"8: an inhibit time in ms above the T->O RPI is 01/011B", inhibit_long, 1, 1, {0x011B}, 0},
    {"8: an inhibit time in us above the T->O RPI is 01/011B", inhibit_long_us, 1, 1, {0x011B}, 0},
    {"9: a short O->T size is 01/0127 with the right one", o2t_short, 1, 2, {0x0127, 38}, 0},
    {"9: a long O->T size is 01/0127 with the right one", o2t_long, 1, 2, {0x0127, 38}, 0},
    {"9: a shorter variable O->T size is 01/0127: no range declared", variable_short, 1, 2, {0x0127, 38}, 0},
    {"9: a shorter variable T->O size is 01/0128: no range declared", variable_short_t2o, 1, 2, {0x0128, 34}, 0},
    {"9: a size of 65535 is 01/0127 with the right one", large_size, 1, 2, {0x0127, 38}, 0},
    {"9: a long T->O size is 01/0128 with the right one", t2o_long, 1, 2, {0x0128, 34}, 0},
    {"11: configuration data other than a live connection's is 01/0106", configuration_other, 1, 1, {0x0106}, 0},
    {"11: configuration data of the wrong size is 01/0126 with ours in words",
     configuration_short,
     1,
     2,
     {0x0126, 5},
     0},
};

enum { ROWS = sizeof rows / sizeof *rows };

/* Our subnet does not hold the scanner, and a Null Forward Open is switched off. */
static void strict(eip_config *config) {
  config->interface.address = 0x0A000101;
  config->interface.mask = 0xFFFFFF00;
  config->allow_null_open = false;
}

static void open_path(world *w, open_form form, const char *path) {
  open_set_path(&form, path);
  world_open(w, &form);
}

static eip_connection_point heartbeat(eip_point_type type, uint32_t output, uint32_t input, uint32_t connections) {
  return (eip_connection_point){.type = type,
                                .output_instance = output,
                                .input_instance = input,
                                .o2t_format = EIP_FORMAT_HEARTBEAT,
                                .t2o_format = EIP_FORMAT_MODELESS,
                                .connections = connections};
}

/* The usual world with 160/110 declared with configuration 152; with live connections: the owner of 180/120 (serial
 * 0x7777), the only one that input only 181/120 takes, and the owner of 161/111, who configured 151 with zeros. Nobody
 * is connected to 110, where 182 would listen. */
static world *world_with_an_owner(void) {
  world *w = world_with(strict);
  world_create(w, 152, EIP_ASSEMBLY_CONFIG, 4);
  world_declare(w, 160, 110, 152);
  world_declare(w, 161, 111, 151);
  world_declare(w, 180, 120, 0);
  world_point(w, heartbeat(EIP_POINT_INPUT_ONLY, 181, 120, 1));
  world_point(w, heartbeat(EIP_POINT_LISTEN_ONLY, 182, 110, 0));
  open_path(w, open_owner(0x7777), "20 04 2C B4 2C 78");
  open_path(w, open_input_only(0x7778), "20 04 2C B5 2C 78");
  open_path(w, open_owner(0x7779), "20 04 24 97 2C A1 2C 6F 80 05 00 00 00 00 00 00 00 00 00 00");
  world_forget(w);
  return w;
}

enum { LIVE = 3 };

static bool answers(const reply_form *reply, const row *want) {
  bool words = reply->extended_count == want->count;
  for (size_t i = 0; words && i < want->count; i++) words = reply->extended[i] == want->extended[i];
  return reply->there && reply->general == want->general && words;
}

static void every_row_answers(void) {
  for (size_t i = 0; i < ROWS; i++) {
    world *w = world_with_an_owner();
    eip_counters before = *eip_stack_counters(w->stack);
    open_form form = open_usual();
    rows[i].spoil(&form);
    reply_form reply = world_open(w, &form);
    if (!tap_ok(answers(&reply, &rows[i]), "%s", rows[i].rule)) {
      printf("# got %02x, %d words: %04x %04x\n", reply.general, reply.extended_count, reply.extended[0],
             reply.extended[1]);
    }
    tap_ok(reply.length == 10 && reply_u16(&reply, 0) == form.serial && reply_u16(&reply, 2) == form.vendor &&
               reply_u32(&reply, 4) == form.originator_serial && reply.data[8] == rows[i].remaining &&
               reply.data[9] == 0,
           "%s: the refusal repeats the triad, remaining path words %d", rows[i].rule, rows[i].remaining);
    const eip_counters *after = eip_stack_counters(w->stack);
    tap_ok(after->io_connections == LIVE && w->event_count == 0 && w->configurations == 0 &&
               after->opens == before.opens + 1,
           "%s: nothing was opened, told or delivered", rows[i].rule);
    world_free(w);
  }
}

/* Two faults at once: the one that stands earlier in the table answers. Faults that rewrite the path exclude each
 * other, so that is noticed by the form being as the second fault alone would leave it. */
static void the_first_objection_answers(void) {
  static const struct {
    const char *rule;
    spoil first, second;
    size_t general, extended;
  } pairs[] = {
      {"1 before 2: data left over before types", left_over, o2t_multicast, 0x15, 0},
      {"2 before 3: O->T type before a live triad", o2t_multicast, live_triad, 1, 0x0123},
      {"2 before 2: O->T type before T->O type", o2t_reserved, t2o_reserved, 1, 0x0123},
      {"2 before 2: O->T type before the subnet of a group", o2t_multicast, t2o_multicast, 1, 0x0123},
      {"2 before 2: the subnet of a group before one direction null", t2o_multicast, o2t_null, 1, 0x0813},
      {"2 before 3: the subnet of a group before a live triad", t2o_multicast, live_triad, 1, 0x0813},
      {"2 before 3: one direction null before a live triad", t2o_null, live_triad, 1, 0x0124},
      {"2 before 3: Null Forward Open before a live triad", both_null, live_triad, 1, 0x0132},
      {"2 before 5: Null Forward Open before the key", both_null, key_vendor, 1, 0x0132},
      {"3 before 4: a live triad before the class", live_triad, class_2, 1, 0x0100},
      {"4 before 4: the class before the multiplier", class_2, multiplier_8, 1, 0x0103},
      {"4 before 5: the multiplier before the key", multiplier_8, key_vendor, 1, 0x0133},
      {"4 before 6: the class before the path", class_2, class_message_router, 1, 0x0103},
      {"5 before 8: the key before the RPI", key_vendor, t2o_rpi_0, 1, 0x0114},
      {"6 before 8: the path before the RPI", not_together, o2t_rpi_below, 1, 0x012F},
      {"7 before 8: the owner before the RPI", owned, o2t_rpi_below, 1, 0x0106},
      {"6 before 7: the path before the owner", owned_and_unknown, nothing, 1, 0x012B},
      {"7 before 8: listening to nobody before the RPI", listen, t2o_rpi_0, 1, 0x0119},
      {"7 before 9: listening to nobody before the sizes", listen, t2o_long, 1, 0x0119},
      {"7 before 8: the point's own limit before the RPI", point_full, o2t_rpi_below, 1, 0x011A},
      {"8 before 8: the RPI before the inhibit time", o2t_rpi_below, inhibit_long, 1, 0x0112},
      {"8 before 9: the RPI before the sizes", o2t_rpi_below, o2t_short, 1, 0x0112},
      {"8 before 9: the inhibit time before the sizes", inhibit_long, t2o_long, 1, 0x011B},
      {"9 before 9: O->T size before T->O size", o2t_short, t2o_long, 1, 0x0127},
      {"9 before 11: sizes before a conflict of configurations", o2t_short, configuration_other, 1, 0x0127},
      {"11 before 11: the size of configuration data before a conflict", configuration_short, nothing, 1, 0x0126},
      {"9 before 11: sizes before configuration data", t2o_long, configuration_short, 1, 0x0128},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    world *w = world_with_an_owner();
    open_form form = open_usual();
    pairs[i].second(&form);
    pairs[i].first(&form);
    reply_form reply = world_open(w, &form);
    tap_ok(reply.there && reply.general == pairs[i].general &&
               (pairs[i].extended ? reply.extended[0] == pairs[i].extended : reply.extended_count == 0),
           "%s", pairs[i].rule);
    world_free(w);
  }
}

static void every_multiplier(void) {
  bool refused = true, taken = true;
  for (uint32_t multiplier = 0; multiplier <= 255; multiplier++) {
    world *w = world_new();
    open_form form = open_usual();
    form.multiplier = (uint8_t)multiplier;
    reply_form reply = world_open(w, &form);
    bool is_0133 = reply.general == 1 && reply.extended[0] == 0x0133;
    if (multiplier <= 7) taken = taken && reply.general == 0;
    if (multiplier > 7) refused = refused && is_0133;
    world_free(w);
  }
  tap_ok(taken, "timeout multipliers 0-7 are taken");
  tap_ok(refused, "timeout multipliers 8-255 are refused");
}

int main(void) {
  every_row_answers();
  the_first_objection_answers();
  every_multiplier();
  return tap_done();
}
