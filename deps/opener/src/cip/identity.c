#include "cip/identity.h"

#include "cip/generic.h"
#include "cip/settings.h"

enum { STATE_OPERATIONAL = 3 };

/* Bits of attribute 5. */
enum {
  STATUS_OWNED = 0x0001,
  STATUS_OF_APPLICATION = 0x0F04, /* configured, and the four faults */
  STATUS_IO_SHIFT = 4,
  STATUS_IO_TIMED_OUT = 2,
  STATUS_IO_NONE = 3,
  STATUS_IO_RUN = 6,
  STATUS_IO_IDLE = 7
};

/* What lives says more than what died: a connection in run wins over one that timed out. */
static unsigned io_status(const eip_cip *self) {
  if (self->io_run) return STATUS_IO_RUN;
  if (self->io_idle) return STATUS_IO_IDLE;
  return self->timed_out ? STATUS_IO_TIMED_OUT : STATUS_IO_NONE;
}

uint16_t eip_identity_status(const eip_cip *self) {
  unsigned status = self->device_status & STATUS_OF_APPLICATION;
  if (self->owners) status |= STATUS_OWNED;
  return (uint16_t)(status | io_status(self) << STATUS_IO_SHIFT);
}

uint8_t eip_identity_state(const eip_cip *self) {
  (void)self;
  return STATE_OPERATIONAL;
}

static const eip_identity *identity_of(void *object) { return &((eip_cip *)object)->environment->config.identity; }

static uint8_t get_vendor(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, identity_of(object)->vendor_id);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_device_type(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, identity_of(object)->device_type);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_product_code(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, identity_of(object)->product_code);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_revision(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, identity_of(object)->major_revision);
  eip_writer_u8(value, identity_of(object)->minor_revision);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_status(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u16(value, eip_identity_status(object));
  return EIP_CIP_SUCCESS;
}

static uint8_t get_serial_number(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u32(value, identity_of(object)->serial_number);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_product_name(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_short_string(value, identity_of(object)->product_name);
  return EIP_CIP_SUCCESS;
}

static uint8_t get_state(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  eip_writer_u8(value, eip_identity_state(object));
  return EIP_CIP_SUCCESS;
}

/* Moves with the settable attributes that are kept over a restart. */
static uint8_t get_consistency_value(void *object, uint32_t instance, eip_writer *value) {
  (void)instance;
  const eip_cip *self = object;
  eip_writer_u16(value, eip_settings_checksum(&self->environment->config.settings));
  return EIP_CIP_SUCCESS;
}

static void resume_reset(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)object;
  (void)request;
  (void)data;
  eip_reply_answer(reply, answer);
}

static eip_outcome ask_for_reset(eip_cip *self, uint8_t type, const eip_request *request, eip_reply *reply) {
  const eip_application *application = &self->environment->config.application;
  if (!application->reset_requested) return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
  eip_continuation continuation = {
      .object = self, .resume = resume_reset, .overdue = EIP_REFUSE(EIP_CIP_RESOURCE_UNAVAILABLE, 0)};
  eip_token token = eip_pending_open(self, request, &continuation);
  if (!token) return eip_reply_refuse(reply, EIP_CIP_RESOURCE_UNAVAILABLE);
  eip_answer answer = application->reset_requested(application->user, type, token);
  return eip_pending_settle(self, token, answer, &continuation, request, reply);
}

static eip_outcome reset(void *object, const eip_request *request, eip_reply *reply) {
  eip_cip *self = object;
  if (!self->environment->config.allow_reset) return eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
  if (request->data.length > 1) return eip_reply_refuse(reply, EIP_CIP_TOO_MUCH_DATA);
  eip_reader data = eip_reader_over(request->data.bytes, request->data.length);
  uint8_t type = eip_reader_u8(&data); /* 0 when there is no byte */
  if (type > 1) return eip_reply_refuse(reply, EIP_CIP_INVALID_PARAMETER);
  return ask_for_reset(self, type, request, reply);
}

enum { SINGLE = EIP_ATTRIBUTE_SINGLE, SINGLE_AND_ALL = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_ALL };

static const eip_attribute attributes[] = {
    {.id = 1, .access = SINGLE_AND_ALL, .get = get_vendor},
    {.id = 2, .access = SINGLE_AND_ALL, .get = get_device_type},
    {.id = 3, .access = SINGLE_AND_ALL, .get = get_product_code},
    {.id = 4, .access = SINGLE_AND_ALL, .get = get_revision},
    {.id = 5, .access = SINGLE_AND_ALL, .get = get_status},
    {.id = 6, .access = SINGLE_AND_ALL, .get = get_serial_number},
    {.id = 7, .access = SINGLE_AND_ALL, .get = get_product_name},
    {.id = 8, .access = SINGLE, .get = get_state},
    {.id = 9, .access = SINGLE, .get = get_consistency_value},
};

static const eip_service services[] = {{.code = EIP_SERVICE_RESET, .on_instance = true, .run = reset}};

const eip_class eip_identity_class = {
    .id = 0x01,
    .revision = 1,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .services = services,
    .service_count = sizeof services / sizeof *services,
    .get_all = true,
    .get_list = true,
    .next_instance = eip_class_single_instance,
};
