#include "config_check.h"

#include <string.h>

#include "cip/settings.h"

eip_limits eip_limits_default(void) {
  return (eip_limits){
      .peers = 512,
      .sessions = 512,
      .max_message = 1024,
      .io_connections = 512,
      .explicit_connections = 128,
      .max_io_data = 512,
      .assemblies = 64,
      .connection_points = 64,
      .classes = 32,
      .pending_requests = 32,
      .delayed_replies = 16,
  };
}

eip_config eip_config_default(void) {
  return (eip_config){
      .limits = eip_limits_default(),
      .tcp_port = 44818,
      .io_port = 2222,
      .min_rpi_us = 1000,
      .first_packet_us = 10000000,
      .settings = eip_settings_default(),
      .allow_null_open = true,
      .allow_unconnected_send = true,
      .pending_timeout_us = 500000,
  };
}

typedef struct {
  uint32_t value, least, most;
} range;

static bool all_inside(const range *ranges, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (ranges[i].value < ranges[i].least || ranges[i].value > ranges[i].most) return false;
  }
  return true;
}

static bool limits_valid(const eip_limits *limits) {
  const range ranges[] = {
      {limits->peers, 1, 4096},
      {limits->sessions, 1, 4096},
      {limits->max_message, 128, 65535},
      {limits->io_connections, 1, 4096},
      {limits->explicit_connections, 1, 4096},
      {limits->max_io_data, 0, 65000},
      {limits->assemblies, 1, 4096},
      {limits->connection_points, 1, 4096},
      {limits->classes, 8, 256},
      {limits->pending_requests, 1, 1024},
      {limits->delayed_replies, 1, 256},
  };
  return all_inside(ranges, sizeof ranges / sizeof *ranges);
}

static bool identity_valid(const eip_identity *identity) {
  const range ranges[] = {{identity->major_revision, 1, 127}, {identity->minor_revision, 1, 255}};
  bool ends = memchr(identity->product_name, 0, sizeof identity->product_name) != NULL;
  return ends && all_inside(ranges, sizeof ranges / sizeof *ranges);
}

static bool times_valid(const eip_config *config) {
  const range ranges[] = {
      {config->min_rpi_us, 100, 1000000},
      {config->first_packet_us, 10000000, UINT32_MAX},
      {config->pending_timeout_us, 1000, 60000000},
  };
  return all_inside(ranges, sizeof ranges / sizeof *ranges);
}

bool eip_config_valid(const eip_config *config) {
  const eip_host *host = &config->host;
  bool ports = config->tcp_port != 0 && config->io_port != 0;
  bool callbacks = host->tcp_send && host->udp_send && host->random;
  return ports && callbacks && limits_valid(&config->limits) && identity_valid(&config->identity) &&
         times_valid(config) && eip_settings_valid(&config->settings);
}
