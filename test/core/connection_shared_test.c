/* Check 10: who may share a running production, and the order of what is compared. */
#include "support/points.h"
#include "tap.h"

static void usual_interface(eip_config *config) {
  config->interface.address = 0x0A000005;
  config->interface.mask = 0xFFFFFF00;
}

static open_form multicast(open_form form) {
  form.t2o_type = 1;
  return form;
}

typedef void (*spoil)(open_form *form);
static void nothing(open_form *f) { (void)f; }
static void rpi(open_form *f) { f->t2o_rpi_us = 20000; }
static void o2t_rpi(open_form *f) { f->o2t_rpi_us = 30000; }
static void size(open_form *f) { f->t2o_size--; }
static void variable(open_form *f) { f->t2o_variable = 1; }
static void priority(open_form *f) { f->t2o_priority = 3; }
static void class_0(open_form *f) { f->class_trigger &= 0xF0, f->t2o_size -= 2, f->o2t_size -= 2; }
static void trigger(open_form *f) { f->class_trigger = 0x21; }
static void inhibit(open_form *f) { open_set_path(f, "43 05 20 04 2C C8 2C D2"); }
static void inhibit_default(open_form *f) { open_set_path(f, "51 02 C4 09 00 00 20 04 2C C8 2C D2"); }

static const struct {
  const char *rule;
  spoil first, second;
  uint16_t refused;
} terms[] = {
    {"10: the same of everything", nothing, nothing, 0},
    {"10: O->T intervals are each one's own", o2t_rpi, nothing, 0},
    {"10: another RPI is 01/0112", rpi, nothing, 0x0112},
    {"10: another size is 01/0134", size, nothing, 0x0134},
    {"10: variable beside fixed size is 01/0135", variable, nothing, 0x0135},
    {"10: another priority is 01/0136", priority, nothing, 0x0136},
    {"10: another class is 01/0137", class_0, nothing, 0x0137},
    {"10: another trigger is 01/0138", trigger, nothing, 0x0138},
    {"10: another inhibit time is 01/0139", inhibit, nothing, 0x0139},
    {"10: the default inhibit time spelt out is the same", inhibit_default, nothing, 0},
    {"10: RPI before size", rpi, size, 0x0112},
    {"10: size before variable", size, variable, 0x0134},
    {"10: variable before priority", variable, priority, 0x0135},
    {"10: priority before class", priority, class_0, 0x0136},
    {"10: class before trigger", trigger, class_0, 0x0137},
    {"10: trigger before inhibit time", trigger, inhibit, 0x0138},
};

/* Input only 200/210, the T->O ranged from 8 to 16 bytes; one connection, change of state, 10 ms, 16 bytes. */
static world *world_with_a_production(void) {
  world *w = world_with(usual_interface);
  world_create(w, 210, EIP_ASSEMBLY_INPUT, 16);
  world_create(w, 170, EIP_ASSEMBLY_CONFIG, 4);
  world_point(w, (eip_connection_point){.type = EIP_POINT_INPUT_ONLY,
                                        .output_instance = 200,
                                        .input_instance = 210,
                                        .config_instance = 170,
                                        .o2t_format = EIP_FORMAT_HEARTBEAT,
                                        .t2o_format = EIP_FORMAT_MODELESS,
                                        .t2o_ranged = true,
                                        .t2o_least = 8});
  return w;
}

static open_form form_of(uint16_t serial) {
  open_form form = multicast(open_input_only(serial));
  form.class_trigger = 0x11;
  form.t2o_size = 2 + 16;
  open_set_path(&form, "20 04 2C C8 2C D2");
  return form;
}

static void against_a_running_production(void) {
  for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
    world *w = world_with_a_production();
    open_form form = form_of(1);
    world_open(w, &form);
    form = form_of(2);
    terms[i].first(&form);
    terms[i].second(&form);
    reply_form reply = world_open(w, &form);
    tap_equal(refusal_of(&reply), terms[i].refused, "%s", terms[i].rule);
    tap_equal(eip_stack_counters(w->stack)->io_connections, terms[i].refused ? 1 : 2, "%s: opened or not",
              terms[i].rule);
    form.t2o_type = 2;
    form.serial = 3;
    tap_equal(world_open(w, &form).general, 0, "%s: point-to-point it opens", terms[i].rule);
    world_free(w);
  }
}

static void the_rpi_needed(void) {
  world *w = world_with_a_production();
  open_form form = form_of(1);
  form.t2o_rpi_us = 123456;
  world_open(w, &form);
  form = form_of(2);
  reply_form reply = world_open(w, &form);
  tap_ok(reply.extended_count == 6 && reply.extended[1] == 0x0400 && reply.extended[2] == 10000 &&
             reply.extended[4] == (123456 & 0xFFFF) && reply.extended[5] == 123456 >> 16,
         "10: the refusal tells the RPI that is needed (kind 4)");
  world_free(w);
}

static void other_formats(void) {
  world *w = world_with_a_production();
  world_point(w, (eip_connection_point){.type = EIP_POINT_INPUT_ONLY,
                                        .output_instance = 201,
                                        .input_instance = 210,
                                        .o2t_format = EIP_FORMAT_HEARTBEAT,
                                        .t2o_format = EIP_FORMAT_ZERO_LENGTH});
  open_form form = form_of(1);
  world_open(w, &form);
  form.serial = 2;
  open_set_path(&form, "20 04 2C C9 2C D2");
  reply_form reply = world_open(w, &form);
  tap_equal(refusal_of(&reply), 0x0134, "10: a point of another T->O format can't share: 01/0134");
  world_free(w);
}

static void order(void) {
  world *w = world_with_a_production();
  open_form form = form_of(1);
  world_open(w, &form);
  form = form_of(2);
  priority(&form);
  form.o2t_size++;
  reply_form reply = world_open(w, &form);
  tap_equal(refusal_of(&reply), 0x0127, "9 before 10: sizes before the terms of a shared production");
  form = form_of(2);
  priority(&form);
  open_set_path(&form, "20 04 24 AA 2C C8 2C D2 80 01 00 00");
  reply = world_open(w, &form);
  tap_equal(refusal_of(&reply), 0x0136, "10 before 11: the terms of a shared production before configuration data");
  world_free(w);
}

int main(void) {
  against_a_running_production();
  the_rpi_needed();
  other_formats();
  order();
  return tap_done();
}
