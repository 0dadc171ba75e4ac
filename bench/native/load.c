/*
 * The load generator.
 *
 *   load echo adapter|udp LOCAL TARGET WINDOW BYTES SECONDS fifo|other PROCESS
 *       WINDOW datagrams under way at once, each sent anew when its answer has come: over as many connections to an
 *       adapter that copies output 1000+i to input 2000+i, or to a plain UDP echo. Answers are compared byte by byte.
 *       Scheduled as the I/O thread: else that takes the processor back with the first datagram, and of a window all
 *       but one would wait in the generator's own socket.
 *   load hold LOCAL TARGET FIRST CONNECTIONS SOURCES RPI_US O2T_US BYTES SECONDS PROCESS
 *       Opens connections, sends O->T every O2T_US (0: never), receives T->O with kernel time stamps and judges it.
 *   load listen LOCAL INTERVAL_US BYTES SECONDS
 *       The same judgement for packets of connection id FLEET_T2O_ID that come without a connection. Says "ready" on
 *       stderr once it hears.
 *   load flood LOCAL TARGET CONNECTIONS BYTES SECONDS GAP_NS
 *       O->T packets as fast as they go (or GAP_NS apart), each a new value, then a few more slowly, so that the
 *       receiver learns what its kernel dropped.
 *   load ask LOCAL TARGET PORT SECONDS
 *       Get_Attribute_Single of the vendor id (1234), one after the other; replies are compared byte by byte.
 *   load percentiles US...
 *       What is printed of these values, for the tests.
 *
 * CPU is that of PROCESS, all its threads.
 */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

enum { IO_PORT = 2222, TCP_PORT = 44818, SLOW_US = 1000000 };

uint32_t load_number(const char *text) { return (uint32_t)strtoul(text, NULL, 0); }

fleet_plan load_plan(const char *local, const char *target, uint32_t connections, uint16_t data_size) {
  return (fleet_plan){.local = local,
                      .target = target,
                      .port = TCP_PORT,
                      .io_port = IO_PORT,
                      .connections = connections,
                      .sources = 1,
                      .o2t_rpi_us = SLOW_US,
                      .t2o_rpi_us = SLOW_US,
                      .data_size = data_size};
}

static void percentiles(int count, char **values) {
  samples all = {0};
  for (int i = 0; i < count; i++) samples_add(&all, (uint64_t)load_number(values[i]) * 1000);
  printf("{");
  samples_print(&all);
  printf("}\n");
  free(all.values);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int arguments;
    void (*run)(char **arguments);
  } kinds[] = {{"echo", 8, load_echo},
               {"hold", 10, load_hold},
               {"listen", 4, load_listen},
               {"flood", 6, load_flood},
               {"ask", 4, load_ask}};
  if (argc > 1 && strcmp(argv[1], "percentiles") == 0) {
    percentiles(argc - 2, argv + 2);
    return 0;
  }
  for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(argv[1], kinds[i].name) != 0 || argc - 2 != kinds[i].arguments) continue;
    kinds[i].run(argv + 2);
    return 0;
  }
  fprintf(stderr, "usage: load echo | hold | listen | flood | ask | percentiles ARGUMENTS (see load.c)\n");
  return 2;
}
