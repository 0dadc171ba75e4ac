#include "host/connection_info.h"

namespace eip::host {

namespace {

bridge::PointType ToBridge(eip_point_type type) {
  switch (type) {
    case EIP_POINT_INPUT_ONLY:
      return bridge::PointType::kInputOnly;
    case EIP_POINT_LISTEN_ONLY:
      return bridge::PointType::kListenOnly;
    case EIP_POINT_EXCLUSIVE_OWNER:
      break;
  }
  return bridge::PointType::kExclusiveOwner;
}

bridge::Trigger TriggerOf(const eip_connection_info& connection) {
  switch (connection.trigger) {
    case EIP_TRIGGER_CHANGE_OF_STATE:
      return bridge::Trigger::kChangeOfState;
    case EIP_TRIGGER_APPLICATION:
      return bridge::Trigger::kApplication;
    default:
      return bridge::Trigger::kCyclic;
  }
}

}  // namespace

bridge::ConnectionInfo ToBridge(const eip_connection_info& connection) {
  bridge::ConnectionInfo info{};
  info.slot = connection.slot;
  info.type = ToBridge(connection.type);
  info.output_instance = connection.output_instance;
  info.input_instance = connection.input_instance;
  info.config_instance = connection.config_instance;
  info.connection_serial = connection.connection_serial;
  info.originator_vendor = connection.originator_vendor;
  info.originator_serial = connection.originator_serial;
  info.originator_address = connection.originator.address;
  info.originator_port = connection.originator.port;
  info.output_connection_id = connection.o2t_id;
  info.input_connection_id = connection.t2o_id;
  info.output_api_us = connection.o2t_api_us;
  info.input_api_us = connection.t2o_api_us;
  info.output_size = connection.o2t_size;
  info.input_size = connection.t2o_size;
  info.timeout_us = connection.timeout_us;
  info.live = 1;
  info.trigger = TriggerOf(connection);
  info.transport_class = connection.transport_class;
  info.multicast = connection.multicast ? 1 : 0;
  return info;
}

bridge::EventKind ToBridge(eip_connection_change change) {
  switch (change) {
    case EIP_CONNECTION_OPENED:
      return bridge::EventKind::kOpened;
    case EIP_CONNECTION_CLOSED:
      return bridge::EventKind::kClosed;
    case EIP_CONNECTION_TIMED_OUT:
      return bridge::EventKind::kTimedOut;
    case EIP_CONNECTION_RUN:
      return bridge::EventKind::kRun;
    case EIP_CONNECTION_IDLE:
      return bridge::EventKind::kIdle;
    case EIP_CONNECTION_ORPHANED:
      return bridge::EventKind::kOrphaned;
    case EIP_CONNECTION_ABORTED:
      break;
  }
  return bridge::EventKind::kAborted;
}

}  // namespace eip::host
