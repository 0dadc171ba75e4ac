/* Messages out of the byte stream of a TCP connection, however it was cut. */
#include <string.h>

#include "encap/command.h"
#include "encap/outgoing.h"

typedef enum { STREAM_NEEDS_MORE, STREAM_WHOLE, STREAM_TOO_LONG } stream_progress;

static size_t message_size(eip_span beginning) {
  eip_reader reader = eip_reader_over(beginning.bytes, beginning.length);
  eip_encap_header header;
  eip_encap_header_read(&header, &reader);
  return (size_t)EIP_HEADER_SIZE + header.length;
}

/* Moves input into the peer's buffer until that holds `wanted` bytes. False: the input ran out. */
static bool gather(eip_peer_state *peer, eip_reader *input, size_t wanted) {
  size_t missing = wanted - peer->partial_length;
  size_t left = eip_reader_left(input);
  eip_span piece = eip_reader_span(input, missing < left ? missing : left);
  if (piece.length) memcpy(peer->partial + peer->partial_length, piece.bytes, piece.length);
  peer->partial_length += piece.length;
  return peer->partial_length == wanted;
}

/* A message that began in an earlier segment. */
static stream_progress continue_message(eip_peer_state *peer, eip_reader *input, size_t largest, eip_span *message) {
  if (peer->partial_length < EIP_HEADER_SIZE && !gather(peer, input, EIP_HEADER_SIZE)) return STREAM_NEEDS_MORE;
  size_t size = message_size((eip_span){peer->partial, EIP_HEADER_SIZE});
  *message = (eip_span){peer->partial, EIP_HEADER_SIZE};
  if (size > largest) return STREAM_TOO_LONG;
  if (!gather(peer, input, size)) return STREAM_NEEDS_MORE;
  *message = (eip_span){peer->partial, size};
  peer->partial_length = 0;
  return STREAM_WHOLE;
}

/* The next message: where it stands when the input holds all of it, else out of the peer's buffer.
 * A message that is too long comes as its header only. */
static stream_progress next_message(eip_peer_state *peer, eip_reader *input, size_t largest, eip_span *message) {
  size_t left = eip_reader_left(input);
  if (peer->partial_length == 0 && left >= EIP_HEADER_SIZE) {
    size_t size = message_size((eip_span){input->at, left});
    if (size <= left && size <= largest) {
      *message = eip_reader_span(input, size);
      return STREAM_WHOLE;
    }
  }
  return left ? continue_message(peer, input, largest, message) : STREAM_NEEDS_MORE;
}

/* The rest of the stream can't be told apart any more. A NOP gets no reply, not even this one. */
static void refuse_length(eip_encap *self, eip_peer_state *peer, eip_span header_bytes) {
  eip_reader reader = eip_reader_over(header_bytes.bytes, header_bytes.length);
  eip_encap_header header;
  eip_encap_header_read(&header, &reader);
  self->environment->counters.encap_messages++;
  if (header.command != EIP_COMMAND_NOP) {
    eip_outgoing_refuse(self, eip_peer_id(peer), &header, EIP_ENCAP_INVALID_LENGTH);
  }
}

static bool run(eip_encap *self, eip_peer_state *peer, eip_span bytes) {
  eip_encap_message message;
  peer->heard_us = self->environment->now_us;
  eip_encap_message_read(&message, bytes);
  return eip_command_run_tcp(self, peer, &message);
}

eip_status eip_encap_tcp_input(eip_encap *self, eip_peer peer, eip_span bytes) {
  eip_peer_state *state = eip_peer_find(self, peer);
  if (!state) return EIP_ERR_UNKNOWN;
  size_t largest = self->environment->config.limits.max_message;
  eip_reader input = eip_reader_over(bytes.bytes, bytes.length);
  eip_span message;
  stream_progress progress;
  bool begins = state->partial_length == 0;
  while ((progress = next_message(state, &input, largest, &message)) == STREAM_WHOLE) {
    begins = true;
    if (run(self, state, message)) continue;
    eip_peer_forget(state);
    return EIP_ERR_CLOSE_PEER;
  }
  if (progress == STREAM_NEEDS_MORE) {
    if (begins && state->partial_length) eip_peer_message_began(state);
    return EIP_OK;
  }
  refuse_length(self, state, message);
  eip_peer_forget(state);
  return EIP_ERR_CLOSE_PEER;
}
