/* Services that a class gets from its table: a class of our own with every kind of entry. */
#include "cip/generic.h"

#include "cip_table.h"

static uint8_t get_word(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  eip_writer_u16(value, (uint16_t)(0x1100 + instance));
  return EIP_CIP_SUCCESS;
}

/* Fails after it has written something. */
static uint8_t get_busy(void *object, uint32_t instance, eip_writer *value) {
  (void)object;
  eip_writer_u32(value, instance);
  return EIP_CIP_DEVICE_STATE_CONFLICT;
}

static eip_outcome set_word(void *object, const eip_request *request, eip_reply *reply) {
  (void)reply;
  *(size_t *)object = request->data.length;
  return EIP_DONE;
}

static eip_outcome echo(void *object, const eip_request *request, eip_reply *reply) {
  (void)object;
  eip_writer_span(&reply->data, request->data);
  return EIP_DONE;
}

/* Instances 2 and 65536. */
static uint32_t next_instance(void *object, uint32_t after) {
  (void)object;
  if (after < 2) return 2;
  return after < 65536 ? 65536 : 0;
}

static const eip_attribute attributes[] = {
    {.id = 1, .access = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_ALL, .get = get_word},
    {.id = 2, .access = EIP_ATTRIBUTE_ALL, .get = get_word},
    {.id = 5, .access = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_SET, .get = get_busy, .set = set_word},
};

static const eip_service services[] = {
    {.code = 0x4B, .on_class = true, .run = echo},
    {.code = 0x4C, .on_instance = true, .run = echo},
    {.code = EIP_SERVICE_GET_ATTRIBUTE_SINGLE, .on_class = true, .run = echo},
};

/* Without services of its own. */
static const eip_class plain = {.id = 0x70,
                                .revision = 9,
                                .attributes = attributes,
                                .attribute_count = 3,
                                .get_all = true,
                                .get_list = true,
                                .next_instance = next_instance};

static const eip_class own = {.id = 0x71,
                              .revision = 9,
                              .attributes = attributes,
                              .attribute_count = 3,
                              .services = services,
                              .service_count = 3,
                              .next_instance = next_instance};

static const eip_class empty = {.id = 0x72, .revision = 1, .next_instance = eip_class_single_instance};

static const eip_attribute failing[] = {{.id = 1, .access = EIP_ATTRIBUTE_ALL, .get = get_word},
                                        {.id = 2, .access = EIP_ATTRIBUTE_ALL, .get = get_busy}};
static const eip_class broken = {.id = 0x73,
                                 .revision = 1,
                                 .attributes = failing,
                                 .attribute_count = 2,
                                 .get_all = true,
                                 .next_instance = eip_class_single_instance};

static const explicit_case requests[] = {
    {"an attribute of the instance asked for", "0e03 2070 2402 3001", "8e00 0000 0211"},
    {"an attribute for Get_Attributes_All only: 0x14", "0e03 2070 2402 3002", "8e00 1400"},
    {"an attribute that can't be read now: its status, no half value", "0e03 2070 2402 3005", "8e00 1000"},
    {"Get_Attributes_All: those that say so, in order", "0102 2070 2402", "8100 0000 0211 0211"},
    {"Get_Attributes_All of one that can't be read now: its status", "0102 2073 2401", "8100 1000"},
    {"Get_Attribute_List: a status instead of half a value", "0302 2070 2402 0300 0500 0200 0100",
     "8300 0a00 0300 0500 1000 0200 1400 0100 0000 0211"},
    {"Set_Attribute_Single on a settable attribute", "1003 2070 2402 3005 0102", "9000 0000"},
    {"on one that is not: 0x0E", "1003 2070 2402 3001 0102", "9000 0e00"},
    {"on one that is not there: 0x14", "1003 2070 2402 3003 0102", "9000 1400"},
    {"an instance between two that exist: 0x05", "0e03 2070 2403 3001", "8e00 0500"},
    {"an instance below the first: 0x05", "0e03 2070 2401 3001", "8e00 0500"},
    {"an instance above 16 bits", "0e05 2070 2600 00000100 3001", "8e00 0000 0011"},
    {"class attribute 1: revision", "0e03 2070 2400 3001", "8e00 0000 0900"},
    {"class attribute 2: the highest instance, 16 bits at most", "0e03 2070 2400 3002", "8e00 0000 ffff"},
    {"class attribute 3: how many there are", "0e03 2070 2400 3003", "8e00 0000 0200"},
    {"class attribute 6: 7", "0e03 2070 2400 3006", "8e00 0000 0700"},
    {"class attribute 7: the highest attribute of instances", "0e03 2070 2400 3007", "8e00 0000 0500"},
    {"class attribute 7 of a class without attributes", "0e03 2072 2400 3007", "8e00 0000 0000"},
    {"a class without attributes has no attribute: 0x14", "0e03 2072 2401 3001", "8e00 1400"},
    {"a class without settable attributes has no Set: 0x08", "1003 2072 2401 3001 00", "9000 0800"},
    {"an own service on the class", "4b02 2071 2400 0102", "cb00 0000 0102"},
    {"an own service of the class on an instance: 0x08", "4b02 2071 2402 0102", "cb00 0800"},
    {"an own service on an instance", "4c02 2071 2402 0102", "cc00 0000 0102"},
    {"an own service of instances on the class: 0x08", "4c02 2071 2400 0102", "cc00 0800"},
    {"an own service goes before the general one", "0e03 2071 2400 3001 0a0b", "8e00 0000 0a0b"},
    {"also where it is not allowed: 0x08", "0e03 2071 2402 3001", "8e00 0800"},
    {"the general ones it does not replace stay", "1003 2071 2402 3005 01", "9000 0000"},
    {"Get_Attributes_All where the class has none: 0x08", "0102 2071 2402", "8100 0800"},
    {"Get_Attribute_List where the class has none: 0x08", "0302 2071 2402 0000", "8300 0800"},
};

int main(void) {
  cip_rig *rig = cip_rig_make();
  static size_t set_length;
  eip_cip_add_class(&rig->cip, &plain, &set_length);
  eip_cip_add_class(&rig->cip, &own, &set_length);
  eip_cip_add_class(&rig->cip, &empty, NULL);
  eip_cip_add_class(&rig->cip, &broken, NULL);
  run_cases(rig, requests, sizeof requests / sizeof *requests);
  run_prefixes(rig, requests, sizeof requests / sizeof *requests);
  cip_rig_run(rig, "1003 2070 2402 3005 010203");
  tap_equal((int64_t)set_length, 3, "a setter gets the value and the class's object");
  cip_rig_free(rig);
  return tap_done();
}
