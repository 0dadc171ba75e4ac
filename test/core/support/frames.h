/* Frames as a scanner sends them, and the replies it gets. */
#ifndef TEST_CORE_SUPPORT_FRAMES_H
#define TEST_CORE_SUPPORT_FRAMES_H

#include "support/world.h"

enum { FRAME_MAX = 1200 };

typedef struct {
  uint8_t bytes[FRAME_MAX];
  size_t length;
} frame;

/* Appends; integers little-endian. */
void frame_u8(frame *self, uint32_t value);
void frame_u16(frame *self, uint32_t value);
void frame_u32(frame *self, uint32_t value);
void frame_bytes(frame *self, const void *bytes, size_t length);

/* ---- encapsulation ---- */

frame frame_register_session(void);
/* The session handle of the last reply header in `bytes`. */
uint32_t frame_session_of(const uint8_t *bytes, size_t length);

/* Appends an encapsulation header. */
void frame_header(frame *self, uint32_t command, size_t length, uint32_t session);
/* A CIP message in hexadecimal; blanks are skipped. */
frame frame_hex(const char *hex);

/* A sockaddr item of a request; type 0 = none. */
typedef struct {
  uint16_t type, family, port;
  uint32_t address;
} sockaddr_item;

/* SendRRData with this CIP message. */
frame frame_unconnected(uint32_t session, const frame *message, const sockaddr_item *items, size_t item_count);

/* ---- Forward Open and Close ---- */

typedef struct {
  bool large;
  uint32_t o2t_id, t2o_id;
  uint16_t serial, vendor;
  uint32_t originator_serial;
  uint8_t multiplier;
  uint32_t o2t_rpi_us, t2o_rpi_us;
  uint32_t o2t_type, t2o_type; /* 0 null, 1 multicast, 2 point-to-point, 3 reserved */
  uint32_t o2t_priority, t2o_priority, o2t_variable, t2o_variable, o2t_redundant;
  uint32_t o2t_size, t2o_size;
  uint8_t class_trigger;
  int path_words; /* -1: as long as the path is */
  frame path;
  frame tail; /* data left over */
  sockaddr_item items[2];
} open_form;

/* What the usual world accepts: 150/100/151, 10 ms both ways, class 1 cyclic, no configuration data. */
open_form open_usual(void);
/* The path of a form in hexadecimal; blanks are skipped. */
void open_set_path(open_form *self, const char *hex);
frame open_message(const open_form *self);

typedef struct {
  uint16_t serial, vendor;
  uint32_t originator_serial;
  int path_words; /* -1: as long as the path is */
  frame path;
  frame tail;
} close_form;

/* Closes what open_usual opens. */
close_form close_usual(void);
frame close_message(const close_form *self);

/* ---- replies ---- */

typedef struct {
  bool there; /* exactly one whole SendRRData reply was sent */
  uint8_t service, general, extended_count;
  uint16_t extended[8];
  uint8_t data[FRAME_MAX];
  size_t length;
  bool has_o2t, has_t2o; /* sockaddr items */
  sockaddr_item o2t, t2o;
} reply_form;

/* The CIP message of a reply into `self`; it is `there` when it is whole. */
void reply_read_message(reply_form *self, const uint8_t *bytes, size_t length);

/* Reads what the world has sent. */
reply_form reply_read(const world *self);
uint32_t reply_u32(const reply_form *self, size_t place);
uint16_t reply_u16(const reply_form *self, size_t place);

/* Sends a message over the scanner's session and reads the reply. */
reply_form world_ask(world *self, const frame *message);
reply_form world_open(world *self, const open_form *form);
reply_form world_close(world *self, const close_form *form);

/* ---- cyclic data ---- */

/* An O->T datagram with `size` bytes, each of the value `fill`. */
frame io_frame(uint32_t id, uint32_t sequence, uint16_t count, uint32_t header, uint8_t fill, size_t size);

#endif
