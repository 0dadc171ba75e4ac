/*
 * Receives T->O packets with the kernel's time stamps and prints one JSON object.
 *
 *   io_receiver adapter LOCAL TARGET PORT IO_PORT RPI_US SECONDS   opens a class 1 connection, receives, closes it
 *   io_receiver loop LOCAL IO_PORT CONNECTION_ID INTERVAL_US SECONDS   receives what timer_loop sends
 *
 * It sends no O->T packets: the first one has ten seconds (docs/protocol.md, "Watchdog"), and both senders are then
 * measured alike.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrivals.h"
#include "originator.h"

static uint32_t number(const char *text) { return (uint32_t)strtoul(text, NULL, 0); }

static void from_adapter(char **arguments) {
  uint16_t io_port = (uint16_t)number(arguments[3]);
  int socket = arrivals_socket(arguments[0], io_port);
  arrivals packets = {0};
  originator peer;
  originator_connect(&peer, arguments[0], arguments[1], (uint16_t)number(arguments[2]));
  originator_open(&peer, number(arguments[4]), io_port);
  arrivals_receive(&packets, socket, peer.connection_id, strtod(arguments[5], NULL));
  originator_close(&peer);
  arrivals_print(&packets, peer.api_us);
  free(packets.intervals_ns);
}

static void from_loop(char **arguments) {
  int socket = arrivals_socket(arguments[0], (uint16_t)number(arguments[1]));
  arrivals packets = {0};
  fprintf(stderr, "ready\n");
  arrivals_receive(&packets, socket, number(arguments[2]), strtod(arguments[4], NULL));
  arrivals_print(&packets, number(arguments[3]));
  free(packets.intervals_ns);
}

int main(int argc, char **argv) {
  if (argc == 8 && strcmp(argv[1], "adapter") == 0) {
    from_adapter(argv + 2);
  } else if (argc == 7 && strcmp(argv[1], "loop") == 0) {
    from_loop(argv + 2);
  } else {
    fprintf(stderr,
            "usage: io_receiver adapter LOCAL TARGET PORT IO_PORT RPI_US SECONDS\n"
            "       io_receiver loop LOCAL IO_PORT CONNECTION_ID INTERVAL_US SECONDS\n");
    return 2;
  }
  return 0;
}
