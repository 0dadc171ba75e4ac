/* One EtherNet/IP adapter without any I/O: bytes, time and commands go in; bytes, events and the next
 * deadline come out. No socket, clock, allocation, log or global; any number of stacks in a process.
 *
 * One thread at a time may be inside a stack. Time is a monotonic count of microseconds that the
 * caller passes in and that never goes back. Memory is the caller's, given once. */
#ifndef OPENER_STACK_H
#define OPENER_STACK_H

#include "opener/config.h"
#include "opener/status.h"
#include "opener/types.h"

typedef struct eip_stack eip_stack;

/* Bytes that eip_stack_init needs for this configuration; 0 when a value is outside its range. */
size_t eip_stack_size(const eip_config *config);

/* Makes a stack in `memory` (64-byte aligned, at least eip_stack_size, the caller's until it lets go of
 * the stack). EIP_ERR_CONFIG, EIP_ERR_MEMORY. */
eip_status eip_stack_init(void *memory, size_t size, const eip_config *config, eip_stack **stack);

/* Ends every connection (EIP_CONNECTION_ABORTED). No other call may follow: the memory is the caller's again. */
void eip_stack_shutdown(eip_stack *self);

/* Not ready: every I/O connection ends now (EIP_CONNECTION_ABORTED) and new opens get 0x02.
 * A stack starts ready. */
void eip_stack_set_ready(eip_stack *self, bool ready);

/* Identity attributes that may change while running. Name: up to 32 characters. Device status: only
 * bits 2 (configured) and 8-11 (faults) are the application's. */
void eip_stack_set_product_name(eip_stack *self, const char *name);
void eip_stack_set_device_status(eip_stack *self, uint16_t bits);
/* The interface is another now, or only its counters are: what ListIdentity and the network objects tell. */
void eip_stack_set_interface(eip_stack *self, const eip_interface *interface);

/* The settings in effect. Valid until the stack is shut down; they change inside calls into the stack. */
const eip_settings *eip_stack_settings(const eip_stack *self);
/* Others, by the host's own will, as when the device goes back to those it was delivered with: in effect at once, the
 * application is not asked. EIP_ERR_CONFIG: a value is outside its range, nothing changed. */
eip_status eip_stack_set_settings(eip_stack *self, const eip_settings *settings);

/* ---- time ---- */

/* When something is due next, EIP_NEVER when nothing is. */
uint64_t eip_stack_next_deadline(const eip_stack *self);

/* Watchdogs, inactivity, delayed and overdue replies up to now. Production is eip_io_output. */
void eip_stack_advance(eip_stack *self, uint64_t now_us);

/* ---- explicit messages ---- */

/* Call before eip_tcp_accept. Where every place for a TCP connection is taken, the one without a session that was
 * silent for longest is given up, unless it has just come: connections that never say anything keep nobody out. True:
 * take it from eip_tcp_next_close, then its place is free. */
bool eip_tcp_make_room(eip_stack *self, uint64_t now_us);

/* A TCP connection was accepted. EIP_ERR_LIMIT: close it. */
eip_status eip_tcp_accept(eip_stack *self, eip_endpoint remote, uint64_t now_us, eip_peer *peer);

/* Bytes of a peer as they came, cut anywhere. EIP_ERR_CLOSE_PEER: send what tcp_send got, then close
 * (eip_tcp_closed has happened inside). EIP_ERR_UNKNOWN: no such peer. */
eip_status eip_tcp_input(eip_stack *self, eip_peer peer, eip_span bytes, uint64_t now_us);

/* The connection is gone: its session, its class 3 connections and its pending requests end; I/O lives on. */
void eip_tcp_closed(eip_stack *self, eip_peer peer);

/* The next TCP connection that the stack wants closed (silent for too long, or it has to make room), 0 when there is
 * none. Call after eip_stack_advance until it returns 0; each is forgotten already, close it. */
eip_peer eip_tcp_next_close(eip_stack *self);

/* A datagram on UDP 44818. `to_all`: it came to a broadcast or multicast address. */
void eip_udp_input(eip_stack *self, eip_endpoint from, bool to_all, eip_span bytes, uint64_t now_us);

/* Answers a pending request. The data is copied. EIP_ERR_UNKNOWN: answered, timed out or its session is
 * gone; nothing happens then (but see eip_application.settings_requested). */
eip_status eip_request_complete(eip_stack *self, eip_token token, eip_answer answer, eip_span data, uint64_t now_us);

/* ---- cyclic data ---- */

/* What happened to a datagram on the I/O port. */
typedef enum {
  EIP_IO_NEW_DATA,  /* accepted, new data for the application */
  EIP_IO_REPEATED,  /* accepted, same CIP sequence count */
  EIP_IO_MALFORMED, /* too short, wrong items, wrong length for its connection */
  EIP_IO_UNKNOWN,   /* no such connection id */
  EIP_IO_FOREIGN,   /* right id from another address */
  EIP_IO_OLD        /* encapsulation sequence not newer */
} eip_io_verdict;

/* A datagram on the I/O port. `slot` (may be NULL) gets the connection's slot, UINT32_MAX when none was found. */
eip_io_verdict eip_io_input(eip_stack *self, eip_endpoint from, eip_span bytes, uint64_t now_us, uint32_t *slot);

typedef struct {
  eip_endpoint to;
  eip_span bytes;       /* valid until any call into the stack other than eip_io_output */
  uint8_t dscp;         /* 0-63 */
  uint8_t ttl;          /* 0: not to a group; else the group's */
  uint32_t slot;        /* the connection's; the first one's of those that share it (eip_io_next_sharer) */
  uint32_t skipped;     /* slots missed before this one: never sent late in a burst, never silent */
  uint64_t deadline_us; /* when it was due; after a change of state: as of the last time that the stack was told */
} eip_io_datagram;

/* The next datagram that is due at now_us; false when none is. Each connection comes at most once for
 * one now_us. Next deadline = previous deadline + API, so the mean interval does not drift. */
bool eip_io_output(eip_stack *self, uint64_t now_us, eip_io_datagram *datagram);

/* A datagram to a group (ttl not 0) is for all connections that share its production. The slot of the next of them
 * behind `slot`, UINT32_MAX: no more. */
uint32_t eip_io_next_sharer(const eip_stack *self, uint32_t slot);

/* The application's own trigger: T->O data of the connections that were opened with EIP_TRIGGER_APPLICATION over this
 * input is due now, or when the inhibit time since their last production is over. eip_stack_next_deadline tells.
 * Nothing for connections of another trigger. EIP_ERR_UNKNOWN: no such input. */
eip_status eip_connection_trigger(eip_stack *self, uint32_t input_instance, uint64_t now_us);

#endif
