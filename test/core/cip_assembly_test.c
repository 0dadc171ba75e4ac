/* Assembly object: instances, what explicit messages may read and write. */
#include "cip/assembly.h"

#include "cip_table.h"

static const explicit_case reads[] = {
    {"attribute 3 of an output: data", "0e03 2004 2496 3003", "8e00 0000 11111111"},
    {"attribute 3 of an input: data", "0e03 2004 2464 3003", "8e00 0000 22222222"},
    {"attribute 3 of a configuration: data", "0e03 2004 2497 3003", "8e00 0000 33333333"},
    {"attribute 3 of an explicit assembly: data", "0e03 2004 249a 3003", "8e00 0000 44444444"},
    {"attribute 3 of an instance above 16 bits", "0e05 2004 2600 70110100 3003", "8e00 0000 55555555"},
    {"attribute 4: size", "0e03 2004 2496 3004", "8e00 0000 0400"},
    {"attribute 1 is not there: 0x14", "0e03 2004 2496 3001", "8e00 1400"},
    {"an unknown instance: 0x05, never 0x16", "0e03 2004 2405 3003", "8e00 0500"},
    {"an instance whose low half exists: 0x05", "0e05 2004 2600 96000100 3003", "8e00 0500"},
    {"class attribute 1: revision 2", "0e03 2004 2400 3001", "8e00 0000 0200"},
    {"class attribute 2: highest instance, 16 bits at most", "0e03 2004 2400 3002", "8e00 0000 ffff"},
    {"class attribute 3: number of instances", "0e03 2004 2400 3003", "8e00 0000 0500"},
    {"class attribute 7: highest instance attribute", "0e03 2004 2400 3007", "8e00 0000 0400"},
    {"Get_Attributes_All: 0x08", "0102 2004 2496", "8100 0800"},
    {"Get_Attribute_List: 0x08", "0302 2004 2496 0100 0300", "8300 0800"},
    {"Set on attribute 4: 0x0E", "1003 2004 249a 3004 0800", "9000 0e00"},
    {"Set on an attribute that is not there: 0x14", "1003 2004 249a 3063 0800", "9000 1400"},
    {"Set on the class: 0x08", "1003 2004 2400 3003 01020304", "9000 0800"},
};

static const struct {
  const char *rule;
  const char *request;
  uint32_t instance;
  uint32_t connections; /* live ones over it */
  eip_answer answer;
  uint8_t status;
  uint8_t first; /* byte of the assembly afterwards */
  bool asked;
} sets[] = {
    {"Set on an explicit assembly", "1003 2004 249a 3003 99020304", RIG_EXPLICIT, 0, {0}, 0x00, 0x99, true},
    {"Set on an output that nobody owns", "1003 2004 2496 3003 99020304", RIG_OUTPUT, 0, {0}, 0x00, 0x99, true},
    {"Set on a configuration that nobody owns", "1003 2004 2497 3003 99020304", RIG_CONFIG, 0, {0}, 0x00, 0x99, true},
    {"Set on a produced assembly: 0x0E", "1003 2004 2464 3003 99020304", RIG_INPUT, 0, {0}, 0x0E, 0x22, false},
    {"Set with a short value on a produced assembly: 0x0E",
     "1003 2004 2464 3003 99",
     RIG_INPUT,
     0,
     {0},
     0x0E,
     0x22,
     false},
    {"Set on an output that a live connection owns: 0x0C",
     "1003 2004 2496 3003 99020304",
     RIG_OUTPUT,
     1,
     {0},
     0x0C,
     0x11,
     false},
    {"Set on a configuration that a live connection owns: 0x0C",
     "1003 2004 2497 3003 99020304",
     RIG_CONFIG,
     2,
     {0},
     0x0C,
     0x33,
     false},
    {"Set with a short value: 0x13, unchanged", "1003 2004 249a 3003 990203", RIG_EXPLICIT, 0, {0}, 0x13, 0x44, false},
    {"Set without a value: 0x13, unchanged", "1003 2004 249a 3003", RIG_EXPLICIT, 0, {0}, 0x13, 0x44, false},
    {"Set with a long value: 0x15, unchanged",
     "1003 2004 249a 3003 9902030405",
     RIG_EXPLICIT,
     0,
     {0},
     0x15,
     0x44,
     false},
    {"Set refused by the application: its status, unchanged",
     "1003 2004 249a 3003 99020304",
     RIG_EXPLICIT,
     0,
     {false, 0x09, 0},
     0x09,
     0x44,
     true},
};

static void sets_do_what_the_table_says(void) {
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
    cip_rig *rig = cip_rig_make();
    eip_assembly *assembly = eip_assembly_find(&rig->cip, sets[i].instance);
    assembly->connections = sets[i].connections;
    rig->answer = sets[i].answer;
    cip_rig_run(rig, sets[i].request);
    tap_ok(cip_rig_status(rig) == sets[i].status && assembly->data[0] == sets[i].first &&
               rig->written == (sets[i].asked ? 1 : 0),
           "%s", sets[i].rule);
    cip_rig_free(rig);
  }
}

static void the_application_is_asked_before_it_is_stored(void) {
  cip_rig *rig = cip_rig_make();
  cip_rig_run(rig, "1003 2004 249a 3003 99020304");
  tap_ok(rig->written_instance == RIG_EXPLICIT && rig->written_first == 0x99,
         "the application gets instance and value");
  rig->environment.config.application.assembly_written = NULL;
  cip_rig_run(rig, "1003 2004 249a 3003 77020304");
  tap_ok(cip_rig_status(rig) == 0 && rig->values[3][0] == 0x77, "without one every valid Set is taken");
  cip_rig_free(rig);
}

static void a_set_may_be_answered_later(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  tap_equal(cip_rig_run(rig, "1003 2004 249a 3003 99020304"), EIP_LATER, "a Set may be answered later");
  tap_ok(rig->values[3][0] == 0x44 && rig->late_replies == 0, "nothing is stored or sent until then");
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_ok(rig->values[3][0] == 0x99 && rig->late_replies == 1 && cip_rig_status(rig) == 0, "then both");
  cip_rig_run(rig, "1003 2004 249a 3003 88020304");
  eip_pending_complete(&rig->cip, rig->token, EIP_REFUSE(0x10, 0), (eip_span){0});
  tap_ok(rig->values[3][0] == 0x99 && cip_rig_status(rig) == 0x10, "refused later: nothing changed");
  cip_rig_run(rig, "1003 2004 249a 3003 88020304");
  cip_rig_advance(rig, 500000);
  tap_ok(rig->values[3][0] == 0x99 && cip_rig_status(rig) == 0x02, "never answered: 0x02, nothing changed");
  cip_rig_run(rig, "1003 2004 2496 3003 88020304");
  eip_assembly_find(&rig->cip, RIG_OUTPUT)->connections = 1;
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_ok(rig->values[0][0] == 0x11 && cip_rig_status(rig) == 0x0C, "a connection that came meanwhile wins: 0x0C");
  cip_rig_run(rig, "1003 2004 249a 3003 88020304");
  eip_cip_assembly_remove(&rig->cip, RIG_EXPLICIT);
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_equal(cip_rig_status(rig), 0x05, "removed meanwhile: 0x05");
  cip_rig_free(rig);
}

static void reading_an_input_asks_for_it(void) {
  cip_rig *rig = cip_rig_make();
  cip_rig_run(rig, "0e03 2004 2464 3003");
  tap_ok(rig->wanted == 1 && rig->wanted_instance == RIG_INPUT, "reading a produced assembly asks for its value");
  cip_rig_run(rig, "0e03 2004 2464 3004");
  cip_rig_run(rig, "0e03 2004 2496 3003");
  tap_equal(rig->wanted, 1, "reading its size or an output does not");
  cip_rig_free(rig);
}

static void asked_for_one_another_is_written(void) {
  static const uint32_t both[] = {RIG_EXPLICIT, RIG_INPUT, 0};
  cip_rig *rig = cip_rig_make();
  rig->writes_when_wanted = both;
  memset(rig->written_when_wanted, 0x77, RIG_SIZE);
  cip_rig_run(rig, "0e03 2004 2464 3003");
  tap_ok(rig->reply_length == 4 + RIG_SIZE && rig->reply[4] == 0x77, "what it writes when it is asked is what is read");
  tap_ok(rig->values[1][3] == 0x77 && rig->values[3][3] == 0x77, "each write reaches the instance it names");
  tap_ok(rig->values[0][3] != 0x77 && rig->values[2][3] != 0x77, "and no other");
  cip_rig_free(rig);
}

static void a_settable_input(void) {
  cip_rig *rig = cip_rig_make();
  eip_cip_assembly_remove(&rig->cip, RIG_INPUT);
  eip_assembly_config config = {RIG_INPUT, EIP_ASSEMBLY_INPUT, rig->values[1], RIG_SIZE, true};
  eip_cip_assembly_create(&rig->cip, &config);
  cip_rig_run(rig, "1003 2004 2464 3003 99020304");
  tap_ok(cip_rig_status(rig) == 0 && rig->values[1][0] == 0x99, "Set on a produced assembly declared settable");
  cip_rig_free(rig);
}

static void creation(void) {
  cip_rig *rig = cip_rig_make();
  static uint8_t data[16];
  eip_cip_assembly_remove(&rig->cip, RIG_WIDE);
  const struct {
    const char *rule;
    eip_assembly_config config;
    eip_status status;
  } cases[] = {
      {"instance 0: EIP_ERR_CONFIG", {0, EIP_ASSEMBLY_OUTPUT, data, 4, false}, EIP_ERR_CONFIG},
      {"no memory for its bytes: EIP_ERR_CONFIG", {9, EIP_ASSEMBLY_OUTPUT, NULL, 4, false}, EIP_ERR_CONFIG},
      {"a kind that does not exist: EIP_ERR_CONFIG", {9, (eip_assembly_kind)9, data, 4, false}, EIP_ERR_CONFIG},
      {"an instance that exists: EIP_ERR_EXISTS", {RIG_OUTPUT, EIP_ASSEMBLY_OUTPUT, data, 4, false}, EIP_ERR_EXISTS},
      {"an output above max_io_data: EIP_ERR_LIMIT", {9, EIP_ASSEMBLY_OUTPUT, data, 9, false}, EIP_ERR_LIMIT},
      {"an input above max_io_data: EIP_ERR_LIMIT", {9, EIP_ASSEMBLY_INPUT, data, 9, false}, EIP_ERR_LIMIT},
      {"an explicit one above max_io_data is fine", {9, EIP_ASSEMBLY_EXPLICIT, data, 9, false}, EIP_OK},
      {"one more than there may be: EIP_ERR_LIMIT", {10, EIP_ASSEMBLY_CONFIG, data, 4, false}, EIP_ERR_LIMIT},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    tap_equal(eip_cip_assembly_create(&rig->cip, &cases[i].config), cases[i].status, "create: %s", cases[i].rule);
  }
  tap_equal(eip_cip_assembly_remove(&rig->cip, 10), EIP_ERR_UNKNOWN, "remove: one that is not there");
  tap_equal(eip_cip_assembly_remove(&rig->cip, 9), EIP_OK, "remove: one that is");
  eip_assembly_config empty = {10, EIP_ASSEMBLY_CONFIG, NULL, 0, false};
  tap_equal(eip_cip_assembly_create(&rig->cip, &empty), EIP_OK, "its place comes back, also for one of no bytes");
  cip_rig_run(rig, "0e03 2004 240a 3003");
  tap_ok(cip_rig_status(rig) == 0 && rig->reply_length == 4, "one of no bytes is read as such");
  cip_rig_run(rig, "1003 2004 240a 3003");
  tap_equal(cip_rig_status(rig), 0, "and set as such");
  cip_rig_free(rig);
}

static void writing_and_reading_from_inside(void) {
  cip_rig *rig = cip_rig_make();
  eip_assembly *input = eip_assembly_find(&rig->cip, RIG_INPUT);
  uint32_t version = input->version;
  eip_span same = {(const uint8_t *)"\x22\x22\x22\x22", 4};
  eip_span other = {(const uint8_t *)"\x22\x22\x22\x23", 4};
  tap_equal(eip_cip_assembly_write(&rig->cip, RIG_INPUT, same), EIP_OK, "write: the same bytes");
  tap_equal(input->version, version, "do not count as a change");
  tap_equal(eip_cip_assembly_write(&rig->cip, RIG_INPUT, other), EIP_OK, "write: other bytes");
  tap_equal(input->version, version + 1, "count as one");
  tap_equal(eip_cip_assembly_write(&rig->cip, RIG_INPUT, (eip_span){other.bytes, 3}), EIP_ERR_SIZE, "write: too short");
  tap_equal(eip_cip_assembly_write(&rig->cip, 5, other), EIP_ERR_UNKNOWN, "write: no such assembly");
  eip_span value = eip_cip_assembly_read(&rig->cip, RIG_INPUT);
  tap_bytes(value.bytes, value.length, other.bytes, other.length, "read: the value now");
  tap_equal((int64_t)eip_cip_assembly_read(&rig->cip, 5).length, 0, "read: no such assembly");
  cip_rig_free(rig);
}

static void the_largest_io_data(void) {
  cip_rig *rig = cip_rig_make();
  static uint8_t data[8];
  eip_cip_assembly_remove(&rig->cip, RIG_WIDE);
  eip_assembly_config config = {9, EIP_ASSEMBLY_OUTPUT, data, sizeof data, false};
  tap_equal(eip_cip_assembly_create(&rig->cip, &config), EIP_OK, "create: an output of max_io_data");
  cip_rig_free(rig);
}

static void any_may_be_removed(void) {
  static const uint32_t all[] = {RIG_INPUT, RIG_OUTPUT, RIG_CONFIG, RIG_EXPLICIT, RIG_WIDE};
  bool right = true;
  for (size_t gone = 0; gone < 5; gone++) {
    cip_rig *rig = cip_rig_make();
    eip_cip_assembly_remove(&rig->cip, all[gone]);
    for (size_t i = 0; i < 5; i++) right &= (eip_assembly_find(&rig->cip, all[i]) != NULL) == (i != gone);
    cip_rig_free(rig);
  }
  tap_ok(right, "remove: any of them, the others are still found");
}

static void instances_in_order(void) {
  cip_rig *rig = cip_rig_make();
  static const uint32_t wanted[] = {RIG_INPUT, RIG_OUTPUT, RIG_CONFIG, RIG_EXPLICIT, RIG_WIDE, 0};
  uint32_t instance = 0;
  bool right = true;
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    instance = eip_assembly_next(&rig->cip, instance);
    right &= instance == wanted[i];
  }
  tap_ok(right, "instances are told in ascending order");
  tap_ok(eip_assembly_next(&rig->cip, UINT32_MAX) == 0 && !eip_assembly_find(&rig->cip, 0),
         "none above the highest, none 0");
  cip_rig_free(rig);
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  run_cases(rig, reads, sizeof reads / sizeof *reads);
  run_prefixes(rig, reads, sizeof reads / sizeof *reads);
  cip_rig_free(rig);
  sets_do_what_the_table_says();
  the_application_is_asked_before_it_is_stored();
  a_set_may_be_answered_later();
  reading_an_input_asks_for_it();
  asked_for_one_another_is_written();
  a_settable_input();
  creation();
  writing_and_reading_from_inside();
  the_largest_io_data();
  any_may_be_removed();
  instances_in_order();
  return tap_done();
}
