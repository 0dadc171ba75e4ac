/* The encapsulation layer of one stack: TCP connections, sessions, commands, List replies.
 * It knows nothing of CIP; what is inside SendRRData and SendUnitData goes up through eip_encap_upper. */
#ifndef EIP_ENCAP_ENCAP_H
#define EIP_ENCAP_ENCAP_H

#include "base/arena.h"
#include "base/environment.h"
#include "base/slots.h"
#include "encap/cpf.h"

/* Who asks, as far as this layer knows; goes up with a request and comes back with its reply. */
typedef struct {
  eip_peer peer;
  eip_endpoint remote;
  uint32_t session;
  uint8_t context[8];
} eip_encap_origin;

/* What ListIdentity tells of the Identity object beyond the configuration: attributes 5 and 8. */
typedef struct {
  uint16_t status;
  uint8_t state;
} eip_encap_device;

/* Every function is required. `items` and what they point at are valid during the call. None may call
 * this layer back, except eip_encap_send_unconnected and eip_encap_send_connected. */
typedef struct {
  void *user;
  /* SendRRData: an unconnected message (0x0000, empty, + 0x00B2: checked here). Reply, now or later, with
   * eip_encap_send_unconnected. */
  void (*unconnected)(void *user, const eip_encap_origin *origin, const eip_cpf *items);
  /* SendUnitData: a connected message (0x00A1, 4 bytes, + 0x00B1: checked here). Reply, now or later, with
   * eip_encap_send_connected. */
  void (*connected)(void *user, const eip_encap_origin *origin, const eip_cpf *items);
  void (*peer_closed)(void *user, eip_peer peer);
  /* True while class 3 connections live on the peer: no inactivity timeout. */
  bool (*keeps_peer)(void *user, eip_peer peer);
  eip_encap_device (*device)(void *user);
} eip_encap_upper;

typedef struct eip_peer_state eip_peer_state;       /* encap/peer.h */
typedef struct eip_delayed_reply eip_delayed_reply; /* encap/delayed.h */

typedef struct {
  eip_environment *environment;
  eip_encap_upper upper;
  eip_peer_state *peers;
  eip_slots peer_slots, session_slots;
  eip_delayed_reply *free_delayed; /* places that wait for nothing */
  eip_peer first_close;            /* peers that eip_tcp_next_close still has to tell */
  uint8_t *message;                /* one outgoing message: max_message bytes */
} eip_encap;

/* Framing of a SendRRData reply around the CIP message: header, handle and timeout, count, two item heads,
 * two sockaddr items. */
enum { EIP_UNCONNECTED_FRAMING = 24 + 6 + 2 + 4 + 4 + 2 * 20, EIP_UNCONNECTED_REPLY_MAX = 504 };

/* Bytes of the longest CIP reply to an unconnected message. */
size_t eip_encap_unconnected_room(const eip_config *config);

/* Framing of SendUnitData around the connected data: header, handle and timeout, count, address item, item head. */
enum { EIP_CONNECTED_FRAMING = 24 + 6 + 2 + 8 + 4, EIP_SEQUENCE_COUNT = 2 };

/* Bytes of the longest connected data of an explicit message, its sequence count included. */
size_t eip_encap_connected_room(const eip_config *config);

/* Bytes of the longest CIP reply of any kind. */
size_t eip_encap_reply_room(const eip_config *config);

/* Takes its tables out of the arena; with an arena that measures, nothing more. Schedules at most
 * limits.peers + limits.delayed_replies timers. */
void eip_encap_init(eip_encap *self, eip_environment *environment, const eip_encap_upper *upper, eip_arena *arena);

/* Every place is taken: gives up the peer without a session that was silent for longest, if there is one that was for
 * a moment. True: eip_encap_next_close tells it. */
bool eip_encap_make_room(eip_encap *self);
eip_status eip_encap_accept(eip_encap *self, eip_endpoint remote, eip_peer *peer);
eip_status eip_encap_tcp_input(eip_encap *self, eip_peer peer, eip_span bytes);
void eip_encap_closed(eip_encap *self, eip_peer peer);
void eip_encap_udp_input(eip_encap *self, eip_endpoint from, bool to_all, eip_span bytes);
eip_peer eip_encap_next_close(eip_encap *self);

/* A SendUnitData reply: connected address with this connection id, 0x00B1 with sequence count and `message`, together
 * of at most eip_encap_connected_room bytes. Nothing is sent when the session is gone. */
void eip_encap_send_connected(eip_encap *self, const eip_encap_origin *origin, uint32_t connection_id,
                              uint16_t sequence_count, eip_span message);

/* A SendRRData reply of at most eip_encap_unconnected_room bytes: null address, 0x00B2 with `message`, then up to two
 * sockaddr items. Nothing is sent when the session is gone. */
void eip_encap_send_unconnected(eip_encap *self, const eip_encap_origin *origin, eip_span message,
                                const eip_cpf_sockaddr *o2t, const eip_cpf_sockaddr *t2o);

#endif
