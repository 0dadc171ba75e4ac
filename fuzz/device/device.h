/* The device under fuzz: one stack in exactly the memory it asked for, with small pools, points of every kind, classes
 * of its own, and an application that accepts, refuses, waits, or answers from inside.
 *
 * Everything is repeatable: time and random numbers are its own. Whatever is handed in lies in an allocation of its
 * exact size. device_check ends the program when something does not hold. */
#ifndef EIP_FUZZ_DEVICE_DEVICE_H
#define EIP_FUZZ_DEVICE_DEVICE_H

#include "opener/object.h"
#include "stack.h"
#include "support/frames.h"

enum {
  DEVICE_PEERS = 4,
  DEVICE_SESSIONS = 3, /* one less, so that one is refused */
  DEVICE_IO = 5,
  DEVICE_CLASS3 = 2,
  DEVICE_PENDING = 2,
  DEVICE_TOKENS = 8,
  DEVICE_ASSEMBLIES = 8,
  DEVICE_POINTS = 11,
  DEVICE_CLASSES = 2,
  DEVICE_INSTANCES = 4,
  DEVICE_MAX_MESSAGE = 700
};

/* How the application answers what it is asked. */
typedef enum { MOOD_ACCEPTS, MOOD_REFUSES, MOOD_WAITS, MOOD_ANSWERS_INSIDE, MOODS } device_mood;

typedef struct {
  eip_peer peer; /* 0 = not connected */
  uint32_t session;
  uint32_t address;
} device_peer;

typedef struct {
  eip_config config;
  eip_stack *stack;
  void *memory;
  uint64_t now_us;
  uint32_t random_state;

  uint8_t *data[DEVICE_ASSEMBLIES]; /* NULL: the assembly is not there */
  uint32_t instances[DEVICE_CLASSES][DEVICE_INSTANCES];
  device_peer peers[DEVICE_PEERS];

  device_mood mood;
  bool writes_when_wanted;
  bool forbids[2];                 /* by eip_access */
  uint8_t value;                   /* of what the application writes and answers */
  eip_token tokens[DEVICE_TOKENS]; /* the last ones that it was given */
  uint32_t token_count;
  bool live[DEVICE_IO];         /* connections as the application was told */
  uint64_t until_us[DEVICE_IO]; /* when the watchdog of a live one runs out */

  uint64_t sent;         /* bytes over TCP, ever */
  uint32_t sent_sum;     /* a sum over them */
  uint32_t session_said; /* of the last header over TCP */
  eip_counters last;     /* as of the last check */
} device;

/* What its assemblies and points are; the data of assembly `n` is device.data[n]. */
extern const eip_assembly_config device_assemblies[DEVICE_ASSEMBLIES];
extern const eip_connection_point device_points[DEVICE_POINTS];

/* A device with all assemblies, points and classes; nobody is connected. */
device *device_new(void);
/* Everybody leaves, and nothing may be left then. */
void device_free(device *self);

/* Ends the program when an invariant of the stack, or what the application was told, does not hold. */
void device_check(device *self);
/* A sum over the bytes of all assemblies and the settings: what a request may have changed. */
uint32_t device_sum(const device *self);
/* Ends the program, saying what did not hold, unless it did. */
void device_must(bool held, const char *what);

/* What all devices have counted that were freed. */
extern eip_counters device_totals;

/* ---- the application ---- */

eip_application device_application(device *self);
void device_create(device *self, uint32_t n);
void device_remove(device *self, uint32_t n);
/* Declares the points whose assemblies are there. */
void device_declare_points(device *self);
void device_declare_class(device *self, uint32_t n);
/* Answers a token that was given out; `which` counts back from the last. */
void device_complete(device *self, uint32_t which, eip_answer answer, eip_span data);

/* ---- the network ---- */

/* Where all places are taken, the least worthy connection goes. */
void device_make_room(device *self);
/* Accepts a TCP connection; with a session when there is one left. */
void device_connect(device *self, uint32_t n);
void device_register(device *self, uint32_t n);
void device_disconnect(device *self, uint32_t n);
/* Bytes of a peer. False: the stack has closed it. */
bool device_tcp(device *self, uint32_t n, const void *bytes, size_t length);
void device_udp(device *self, bool to_all, const void *bytes, size_t length);
eip_io_verdict device_io(device *self, uint32_t address, const void *bytes, size_t length);
/* A CIP message, unconnected, over the session of a peer. */
void device_ask(device *self, uint32_t n, const frame *message);
void device_ask_with(device *self, uint32_t n, const frame *message, const sockaddr_item *items, size_t item_count);
/* Over a class 3 connection of a peer. */
void device_ask_connected(device *self, uint32_t n, uint32_t id, uint16_t sequence_count, const frame *message);

/* Time passes: what is due happens, and closed peers are known. */
void device_advance(device *self, uint64_t by_us);
/* Takes every datagram that is due. Returns how many. */
uint32_t device_outputs(device *self);

/* ---- what a scanner would ask for ---- */

/* What point `n` accepts, of this transport class; no configuration data. */
open_form device_form(uint32_t n, uint16_t serial, uint8_t transport_class);
frame device_close_message(uint16_t serial);

#endif
