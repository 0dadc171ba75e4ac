/* Declaring connection points, and what removing their assemblies does. */
#include <stdlib.h>

#include "support/points.h"
#include "tap.h"

static const eip_connection_point usual = {.type = EIP_POINT_EXCLUSIVE_OWNER,
                                           .output_instance = 160,
                                           .input_instance = 110,
                                           .config_instance = 170,
                                           .o2t_format = EIP_FORMAT_HEADER_32BIT,
                                           .t2o_format = EIP_FORMAT_MODELESS};

/* The usual world and, unused, output 160, input 110, configuration 170. */
static world *world_with_assemblies(uint32_t point_limit) {
  static uint8_t memory[3][8];
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.limits.connection_points = point_limit;
  world_start(w);
  const eip_assembly_config assemblies[] = {
      {160, EIP_ASSEMBLY_OUTPUT, memory[0], 8, false},
      {110, EIP_ASSEMBLY_INPUT, memory[1], 8, false},
      {170, EIP_ASSEMBLY_CONFIG, memory[2], 8, false},
  };
  for (size_t i = 0; i < 3; i++) eip_assembly_create(w->stack, &assemblies[i]);
  return w;
}

typedef void (*spoil)(eip_connection_point *point);
static void nothing(eip_connection_point *p) { (void)p; }
static void no_configuration(eip_connection_point *p) { p->config_instance = 0; }
static void input_only(eip_connection_point *p) {
  p->type = EIP_POINT_INPUT_ONLY, p->output_instance = 152, p->o2t_format = EIP_FORMAT_HEARTBEAT;
}
static void listen_only(eip_connection_point *p) { input_only(p), p->type = EIP_POINT_LISTEN_ONLY; }
static void input_only_header(eip_connection_point *p) { input_only(p), p->o2t_format = EIP_FORMAT_HEADER_32BIT; }
static void input_only_zero(eip_connection_point *p) { input_only(p), p->o2t_format = EIP_FORMAT_ZERO_LENGTH; }
static void input_only_modeless(eip_connection_point *p) { input_only(p), p->o2t_format = EIP_FORMAT_MODELESS; }
static void input_only_data(eip_connection_point *p) { input_only_header(p), p->output_instance = 160; }
static void input_only_input(eip_connection_point *p) { input_only(p), p->output_instance = 110; }
static void input_only_0(eip_connection_point *p) { input_only(p), p->output_instance = 0; }
static void input_0(eip_connection_point *p) { p->input_instance = 0; }
static void o2t_modeless(eip_connection_point *p) { p->o2t_format = EIP_FORMAT_MODELESS; }
static void o2t_zero(eip_connection_point *p) { p->o2t_format = EIP_FORMAT_ZERO_LENGTH; }
static void o2t_heartbeat(eip_connection_point *p) { p->o2t_format = EIP_FORMAT_HEARTBEAT; }
static void owner_heartbeat(eip_connection_point *p) { o2t_heartbeat(p), p->output_instance = 152; }
static void t2o_header(eip_connection_point *p) { p->t2o_format = EIP_FORMAT_HEADER_32BIT; }
static void t2o_zero(eip_connection_point *p) { p->t2o_format = EIP_FORMAT_ZERO_LENGTH; }
static void t2o_heartbeat(eip_connection_point *p) { p->t2o_format = EIP_FORMAT_HEARTBEAT; }
static void t2o_heartbeat_alone(eip_connection_point *p) { t2o_heartbeat(p), p->input_instance = 112; }
static void t2o_heartbeat_output(eip_connection_point *p) { t2o_heartbeat(p), p->input_instance = 160; }
static void type_3(eip_connection_point *p) { p->type = (eip_point_type)3; }
static void o2t_format_4(eip_connection_point *p) { p->o2t_format = (eip_realtime_format)4; }
static void t2o_format_4(eip_connection_point *p) { p->t2o_format = (eip_realtime_format)4; }
static void ranges(eip_connection_point *p) { p->o2t_ranged = p->t2o_ranged = true, p->o2t_least = p->t2o_least = 8; }
static void ranges_from_0(eip_connection_point *p) { p->o2t_ranged = p->t2o_ranged = true; }
static void o2t_least_9(eip_connection_point *p) { p->o2t_ranged = true, p->o2t_least = 9; }
static void t2o_least_9(eip_connection_point *p) { p->t2o_ranged = true, p->t2o_least = 9; }
static void least_unused(eip_connection_point *p) { p->o2t_least = p->t2o_least = 9; }
static void heartbeat_least_1(eip_connection_point *p) { input_only(p), p->o2t_ranged = true, p->o2t_least = 1; }
static void unknown_output(eip_connection_point *p) { p->output_instance = 161; }
static void unknown_input(eip_connection_point *p) { p->input_instance = 111; }
static void unknown_configuration(eip_connection_point *p) { p->config_instance = 171; }
static void output_is_input(eip_connection_point *p) { p->output_instance = 110; }
static void input_is_output(eip_connection_point *p) { p->input_instance = 160; }
static void configuration_is_output(eip_connection_point *p) { p->config_instance = 160; }
static void the_same_pair(eip_connection_point *p) { p->output_instance = 150, p->input_instance = 100; }

static const struct {
  const char *rule;
  spoil spoil;
  eip_status status;
} rows[] = {
    {"an owner's point over three assemblies", nothing, EIP_OK},
    {"an owner's point without configuration", no_configuration, EIP_OK},
    {"input only with a heartbeat", input_only, EIP_OK},
    {"input only with a header and no data", input_only_header, EIP_OK},
    {"input only of zero length", input_only_zero, EIP_OK},
    {"listen only with a heartbeat", listen_only, EIP_OK},
    {"input only, modeless: a heartbeat is meant", input_only_modeless, EIP_ERR_CONFIG},
    {"input only over an output with bytes", input_only_data, EIP_ERR_CONFIG},
    {"input only over an input", input_only_input, EIP_ERR_UNKNOWN},
    {"input only, O->T instance 0", input_only_0, EIP_ERR_CONFIG},
    {"T->O instance 0", input_0, EIP_ERR_CONFIG},
    {"modeless O->T", o2t_modeless, EIP_OK},
    {"zero-length O->T", o2t_zero, EIP_OK},
    {"an owner with a heartbeat", owner_heartbeat, EIP_OK},
    {"a heartbeat O->T over an output with bytes", o2t_heartbeat, EIP_ERR_CONFIG},
    {"header T->O", t2o_header, EIP_OK},
    {"zero-length T->O", t2o_zero, EIP_OK},
    {"a heartbeat T->O without an assembly", t2o_heartbeat_alone, EIP_OK},
    {"a heartbeat T->O over an input with bytes", t2o_heartbeat, EIP_ERR_CONFIG},
    {"a heartbeat T->O over an output", t2o_heartbeat_output, EIP_ERR_UNKNOWN},
    {"a type that is not defined", type_3, EIP_ERR_CONFIG},
    {"an O->T format that is not defined", o2t_format_4, EIP_ERR_CONFIG},
    {"a T->O format that is not defined", t2o_format_4, EIP_ERR_CONFIG},
    {"ranges up to the whole assembly", ranges, EIP_OK},
    {"ranges down to nothing", ranges_from_0, EIP_OK},
    {"a least O->T size above the assembly's", o2t_least_9, EIP_ERR_CONFIG},
    {"a least T->O size above the assembly's", t2o_least_9, EIP_ERR_CONFIG},
    {"a least size without a range", least_unused, EIP_OK},
    {"a least size of a heartbeat", heartbeat_least_1, EIP_ERR_CONFIG},
    {"an output that is not there", unknown_output, EIP_ERR_UNKNOWN},
    {"an input that is not there", unknown_input, EIP_ERR_UNKNOWN},
    {"a configuration that is not there", unknown_configuration, EIP_ERR_UNKNOWN},
    {"an input as output", output_is_input, EIP_ERR_UNKNOWN},
    {"an output as input", input_is_output, EIP_ERR_UNKNOWN},
    {"an output as configuration", configuration_is_output, EIP_ERR_UNKNOWN},
    {"the same pair again", the_same_pair, EIP_ERR_EXISTS},
};

static void declaring(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    world *w = world_with_assemblies(8);
    eip_connection_point point = usual;
    rows[i].spoil(&point);
    tap_equal(eip_connection_point_declare(w->stack, &point), rows[i].status, "declare: %s", rows[i].rule);
    world_free(w);
  }
}

static void limit(void) {
  world *w = world_with_assemblies(1);
  tap_equal(eip_connection_point_declare(w->stack, &usual), EIP_ERR_LIMIT, "declare: one more than the limit");
  eip_assembly_remove(w->stack, WORLD_INPUT);
  tap_equal(eip_connection_point_declare(w->stack, &usual), EIP_OK, "declare: a removed assembly gives its point back");
  world_free(w);
}

static void removing(uint32_t instance, const char *which) {
  world *w = world_with_assemblies(8);
  eip_connection_point_declare(w->stack, &usual);
  open_form form = open_usual();
  world_open(w, &form);
  world_forget(w);
  tap_equal(eip_assembly_remove(w->stack, instance), EIP_OK, "remove the %s of a live connection", which);
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_ABORTED, "%s removed: the connection is aborted",
         which);
  eip_io_datagram datagram;
  tap_ok(!eip_io_output(w->stack, w->now_us, &datagram), "%s removed: nothing is produced", which);
  form.serial++;
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1, "%s removed: its point is undeclared", which);
  tap_equal(eip_assembly_remove(w->stack, instance), EIP_ERR_UNKNOWN, "%s removed: gone", which);
  world_free(w);
}

static void removing_what_two_points_share(void) {
  world *w = world_with_assemblies(8);
  world_declare(w, 160, WORLD_INPUT, 0);
  world_declare(w, 160, 110, 0);
  eip_assembly_remove(w->stack, 160);
  open_form form = open_usual();
  tap_equal(world_open(w, &form).general, 0, "points over other assemblies stay declared");
  form.serial++;
  open_set_path(&form, "20 04 2C A0 2C 64");
  reply_form one = world_open(w, &form);
  open_set_path(&form, "20 04 2C A0 2C 6E");
  reply_form two = world_open(w, &form);
  tap_ok(one.extended[0] == 0x012A && two.extended[0] == 0x012A, "every point over a removed assembly is undeclared");
  world_free(w);
}

/* A heartbeat's number is a number: an assembly of that number is another thing. */
static void removing_what_a_heartbeat_is_called(void) {
  world *w = world_with_assemblies(8);
  world_heartbeats(w);
  world_create(w, WORLD_INPUT_ONLY, EIP_ASSEMBLY_EXPLICIT, 4);
  open_form form = open_input_only(1);
  tap_equal(world_open(w, &form).general, 0, "input only beside an assembly that has its number opens");
  eip_assembly_remove(w->stack, WORLD_INPUT_ONLY);
  tap_equal(eip_stack_counters(w->stack)->io_connections, 1, "removing that assembly leaves the connection alone");
  form.serial++;
  tap_equal(world_open(w, &form).general, 0, "and its point declared");
  world_free(w);
}

static void removing_none(void) {
  world *w = world_with_assemblies(8);
  open_form form = open_usual();
  world_open(w, &form);
  tap_equal(eip_assembly_remove(w->stack, 0), EIP_ERR_UNKNOWN, "there is no assembly 0 to remove");
  tap_equal(eip_stack_counters(w->stack)->io_connections, 1, "and no connection ends");
  world_free(w);
}

static void removing_another(void) {
  world *w = world_with_assemblies(8);
  eip_connection_point_declare(w->stack, &usual);
  open_form form = open_usual();
  world_open(w, &form);
  world_forget(w);
  eip_assembly_remove(w->stack, 170);
  tap_ok(w->event_count == 0 && eip_stack_counters(w->stack)->io_connections == 1,
         "removing an assembly leaves connections over others alone");
  world_free(w);
}

int main(void) {
  declaring();
  limit();
  removing(WORLD_OUTPUT, "output");
  removing(WORLD_INPUT, "input");
  removing(WORLD_CONFIGURATION, "configuration");
  removing_another();
  removing_what_two_points_share();
  removing_what_a_heartbeat_is_called();
  removing_none();
  return tap_done();
}
