/** Classes this codec or its users address. */
export const ClassCode = {
  identity: 0x01,
  messageRouter: 0x02,
  assembly: 0x04,
  connectionManager: 0x06,
  qos: 0x48,
  symbol: 0x6b,
  template: 0x6c,
  timeSynchronization: 0x43,
  programName: 0x64,
  wallClockTime: 0x8b,
  programChanges: 0xac,
  port: 0xf4,
  tcpIp: 0xf5,
  ethernetLink: 0xf6,
} as const;

/** Services by number. The same number means different things to different classes: dispatch by path. */
export const ServiceCode = {
  getAttributesAll: 0x01,
  getAttributeList: 0x03,
  setAttributeList: 0x04,
  reset: 0x05,
  multipleServicePacket: 0x0a,
  getAttributeSingle: 0x0e,
  setAttributeSingle: 0x10,
  /** Connection Manager. */
  forwardClose: 0x4e,
  unconnectedSend: 0x52,
  forwardOpen: 0x54,
  largeForwardOpen: 0x5b,
  getConnectionData: 0x56,
  searchConnectionData: 0x57,
  getConnectionOwner: 0x5a,
  /** Ethernet Link. */
  getAndClear: 0x4c,
  /** Logix tags. */
  readTag: 0x4c,
  writeTag: 0x4d,
  readModifyWriteTag: 0x4e,
  readTagFragmented: 0x52,
  writeTagFragmented: 0x53,
  getInstanceAttributeList: 0x55,
} as const;
