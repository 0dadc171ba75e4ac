/* Points beside the owner's of the usual world, and datagrams with every part at will. */
#ifndef TEST_CORE_SUPPORT_POINTS_H
#define TEST_CORE_SUPPORT_POINTS_H

#include "support/frames.h"

enum { WORLD_INPUT_ONLY = 152, WORLD_LISTEN_ONLY = 153 };

/* A world like the usual one, but with the configuration that `change` leaves (NULL: the usual one). */
world *world_with(void (*change)(eip_config *config));

/* An assembly in memory of its own, or the end of the program. The memory lives as long as the program. */
uint8_t *world_create(world *self, uint32_t instance, eip_assembly_kind kind, uint16_t size);
/* A point, or the end of the program. */
void world_point(world *self, eip_connection_point point);

/* Input only 152/100/151 and listen only 153/100/151, both with a heartbeat. */
void world_heartbeats(world *self);

/* What those points accept. `serial` is the connection's. */
open_form open_owner(uint16_t serial);
open_form open_input_only(uint16_t serial);
open_form open_listen_only(uint16_t serial);

/* From here on the world's requests come from a TCP connection of this address. */
void world_speak_as(world *self, uint32_t address);

/* Closes the connection with this serial of open_usual's originator. */
reply_form world_close_serial(world *self, uint16_t serial);

/* A datagram with this connected data: with a sequenced address, or a connected one without a sequence. */
frame io_sequenced(uint32_t id, uint32_t sequence, const void *data, size_t length);
frame io_connected(uint32_t id, const void *data, size_t length);
eip_io_verdict world_datagram(world *self, const frame *datagram);

/* Takes every datagram that is due. The last one is left in `last`; returns how many. */
uint32_t world_outputs(world *self, eip_io_datagram *last);

/* The extended status of a refusal 01/xxxx, 0 for a success, 0xFFFF for anything else. */
uint16_t refusal_of(const reply_form *reply);

#endif
