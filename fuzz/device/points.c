#include <stdio.h>
#include <stdlib.h>

#include "connection/format.h"
#include "device/device.h"

const eip_assembly_config device_assemblies[DEVICE_ASSEMBLIES] = {
    {.instance = 150, .kind = EIP_ASSEMBLY_OUTPUT, .size = 32},
    {.instance = 160, .kind = EIP_ASSEMBLY_OUTPUT, .size = 8},
    {.instance = 100, .kind = EIP_ASSEMBLY_INPUT, .size = 32},
    {.instance = 110, .kind = EIP_ASSEMBLY_INPUT, .size = 16, .settable = true},
    {.instance = 151, .kind = EIP_ASSEMBLY_CONFIG, .size = 10},
    {.instance = 171, .kind = EIP_ASSEMBLY_CONFIG, .size = 3},
    {.instance = 154, .kind = EIP_ASSEMBLY_EXPLICIT, .size = 20},
    {.instance = 300, .kind = EIP_ASSEMBLY_INPUT, .size = 0},
};

#define OWNER EIP_POINT_EXCLUSIVE_OWNER
#define INPUT EIP_POINT_INPUT_ONLY
#define LISTEN EIP_POINT_LISTEN_ONLY
#define MODELESS EIP_FORMAT_MODELESS
#define HEADER EIP_FORMAT_HEADER_32BIT
#define ZERO EIP_FORMAT_ZERO_LENGTH
#define HEARTBEAT EIP_FORMAT_HEARTBEAT

/* type, output, input, configuration, formats, limit, ranges */
const eip_connection_point device_points[DEVICE_POINTS] = {
    {OWNER, 150, 100, 151, HEADER, MODELESS, 0, false, false, 0, 0},
    {INPUT, 152, 100, 151, HEARTBEAT, MODELESS, 2, false, false, 0, 0},
    {LISTEN, 153, 100, 151, HEARTBEAT, MODELESS, 0, false, false, 0, 0},
    {OWNER, 160, 110, 171, ZERO, HEADER, 0, true, true, 2, 4},
    {INPUT, 155, 110, 0, HEADER, HEADER, 0, false, false, 0, 0},
    {LISTEN, 156, 110, 0, ZERO, HEADER, 1, false, false, 0, 0},
    {OWNER, 150, 110, 0, MODELESS, ZERO, 0, false, false, 0, 0},
    {OWNER, 170, 180, 0, HEARTBEAT, HEARTBEAT, 0, false, false, 0, 0},
    {INPUT, 157, 180, 171, ZERO, HEARTBEAT, 0, false, false, 0, 0},
    {INPUT, 158, 300, 0, HEARTBEAT, ZERO, 0, false, false, 0, 0},
    {OWNER, 160, 100, 151, HEADER, MODELESS, 0, true, false, 0, 0},
};

void device_create(device *self, uint32_t n) {
  if (self->data[n]) return;
  eip_assembly_config config = device_assemblies[n];
  self->data[n] = calloc(1, config.size ? config.size : 1);
  device_must(self->data[n] != NULL, "memory for an assembly");
  config.data = self->data[n];
  device_must(eip_assembly_create(self->stack, &config) == EIP_OK, "an assembly that was not there can be created");
  device_declare_points(self);
}

void device_remove(device *self, uint32_t n) {
  eip_status status = eip_assembly_remove(self->stack, device_assemblies[n].instance);
  device_must(status == (self->data[n] ? EIP_OK : EIP_ERR_UNKNOWN), "an assembly is removed when it is there");
  free(self->data[n]);
  self->data[n] = NULL;
}

void device_declare_points(device *self) {
  for (uint32_t n = 0; n < DEVICE_POINTS; n++) eip_connection_point_declare(self->stack, &device_points[n]);
}

/* ---- what a scanner would ask for ---- */

static uint16_t size_of(uint32_t instance) {
  for (uint32_t n = 0; n < DEVICE_ASSEMBLIES; n++) {
    if (device_assemblies[n].instance == instance) return device_assemblies[n].size;
  }
  return 0;
}

static void set_path(open_form *form, const eip_connection_point *point) {
  char path[64];
  snprintf(path, sizeof path, "20 04 24 %02X 2C %02X 2D 00 %02X %02X", (unsigned)point->config_instance,
           (unsigned)point->output_instance, (unsigned)point->input_instance & 0xFF,
           (unsigned)point->input_instance >> 8);
  open_set_path(form, path);
}

open_form device_form(uint32_t n, uint16_t serial, uint8_t transport_class) {
  const eip_connection_point *point = &device_points[n % DEVICE_POINTS];
  bool carries = point->type == EIP_POINT_EXCLUSIVE_OWNER && point->o2t_format != EIP_FORMAT_HEARTBEAT;
  bool produces = point->t2o_format != EIP_FORMAT_HEARTBEAT;
  open_form form = open_usual();
  form.serial = serial;
  form.class_trigger = transport_class;
  form.o2t_size = eip_format_size(point->o2t_format, transport_class, carries ? size_of(point->output_instance) : 0);
  form.t2o_size = eip_format_size(point->t2o_format, transport_class, produces ? size_of(point->input_instance) : 0);
  set_path(&form, point);
  return form;
}

frame device_close_message(uint16_t serial) {
  close_form form = close_usual();
  form.serial = serial;
  return close_message(&form);
}
