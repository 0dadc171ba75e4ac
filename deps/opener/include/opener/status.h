/* What a call of this interface can return, and the CIP statuses of the wire. The two never mix. */
#ifndef OPENER_STATUS_H
#define OPENER_STATUS_H

/* Results of calls. */
typedef enum {
  EIP_OK = 0,
  EIP_ERR_CONFIG,    /* a value of the configuration is outside its range */
  EIP_ERR_MEMORY,    /* the memory given is too small or not aligned to 64 bytes */
  EIP_ERR_LIMIT,     /* a limit of the configuration is reached */
  EIP_ERR_EXISTS,    /* that instance or connection point is there already */
  EIP_ERR_UNKNOWN,   /* no such assembly, connection point, peer or token */
  EIP_ERR_SIZE,      /* the value is longer or shorter than what it is for */
  EIP_ERR_IN_USE,    /* a live connection uses it */
  EIP_ERR_CLOSE_PEER /* close this TCP connection now; what was sent before still leaves */
} eip_status;

/* General status codes (docs/protocol.md, "General status"). */
typedef enum {
  EIP_CIP_SUCCESS = 0x00,
  EIP_CIP_CONNECTION_FAILURE = 0x01,
  EIP_CIP_RESOURCE_UNAVAILABLE = 0x02,
  EIP_CIP_INVALID_PARAMETER_VALUE = 0x03,
  EIP_CIP_PATH_SEGMENT_ERROR = 0x04,
  EIP_CIP_PATH_DESTINATION_UNKNOWN = 0x05,
  EIP_CIP_PARTIAL_TRANSFER = 0x06,
  EIP_CIP_SERVICE_NOT_SUPPORTED = 0x08,
  EIP_CIP_INVALID_ATTRIBUTE_VALUE = 0x09,
  EIP_CIP_ATTRIBUTE_LIST_ERROR = 0x0A,
  EIP_CIP_OBJECT_STATE_CONFLICT = 0x0C,
  EIP_CIP_ATTRIBUTE_NOT_SETTABLE = 0x0E,
  EIP_CIP_PRIVILEGE_VIOLATION = 0x0F,
  EIP_CIP_DEVICE_STATE_CONFLICT = 0x10,
  EIP_CIP_REPLY_DATA_TOO_LARGE = 0x11,
  EIP_CIP_NOT_ENOUGH_DATA = 0x13,
  EIP_CIP_ATTRIBUTE_NOT_SUPPORTED = 0x14,
  EIP_CIP_TOO_MUCH_DATA = 0x15,
  EIP_CIP_MISSING_ATTRIBUTE_LIST_ENTRY_DATA = 0x1C,
  EIP_CIP_EMBEDDED_SERVICE_ERROR = 0x1E,
  EIP_CIP_INVALID_PARAMETER = 0x20,
  EIP_CIP_KEY_FAILURE_IN_PATH = 0x25,
  EIP_CIP_PATH_SIZE_INVALID = 0x26
} eip_cip_status;

/* Extended status of EIP_CIP_CONNECTION_FAILURE (docs/protocol.md, "Connection failure"). */
typedef enum {
  EIP_CONN_DUPLICATE = 0x0100,
  EIP_CONN_CLASS_TRIGGER = 0x0103,
  EIP_CONN_OWNERSHIP_CONFLICT = 0x0106,
  EIP_CONN_NOT_FOUND = 0x0107,
  EIP_CONN_NOT_CONFIGURED = 0x0110,
  EIP_CONN_RPI_UNSUPPORTED = 0x0112,
  EIP_CONN_OUT_OF_CONNECTIONS = 0x0113,
  EIP_CONN_KEY_VENDOR_OR_PRODUCT = 0x0114,
  EIP_CONN_KEY_DEVICE_TYPE = 0x0115,
  EIP_CONN_KEY_REVISION = 0x0116,
  EIP_CONN_INVALID_APPLICATION_PATH = 0x0117,
  EIP_CONN_POINT_LIMIT = 0x011A,
  EIP_CONN_INHIBIT_TIME = 0x011B,
  EIP_CONN_O2T_TYPE = 0x0123,
  EIP_CONN_T2O_TYPE = 0x0124,
  EIP_CONN_CONFIG_SIZE = 0x0126,
  EIP_CONN_O2T_SIZE = 0x0127,
  EIP_CONN_T2O_SIZE = 0x0128,
  EIP_CONN_CONFIG_PATH = 0x0129,
  EIP_CONN_O2T_PATH = 0x012A,
  EIP_CONN_T2O_PATH = 0x012B,
  EIP_CONN_POINTS_NOT_TOGETHER = 0x012F,
  EIP_CONN_NULL_OPEN_OFF = 0x0132,
  EIP_CONN_TIMEOUT_MULTIPLIER = 0x0133,
  EIP_CONN_UNCONNECTED_PARAMETER = 0x0205,
  EIP_CONN_PORT_UNAVAILABLE = 0x0311,
  EIP_CONN_INVALID_SEGMENT = 0x0315
} eip_connection_failure;

#endif
