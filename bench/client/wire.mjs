// Encapsulation messages as bytes, for those who are to have no client in between: the recorder and the floor.

export const REGISTER_SESSION = 0x65;
export const SEND_RR_DATA = 0x6f;
export const SEND_UNIT_DATA = 0x70;
export const HEADER = 24;
/** Where the CIP message begins, without a connection and over one. */
export const UNCONNECTED_AT = 40;
export const CONNECTED_AT = 46;
export const CONNECTION_ID_AT = 36;
export const SEQUENCE_AT = 44;

/** Cuts a stream into whole messages. */
export class Frames {
  constructor(take) {
    this.take = take;
    this.rest = Buffer.alloc(0);
  }

  push(chunk) {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (this.rest.length >= HEADER && this.rest.length >= HEADER + this.rest.readUInt16LE(2)) {
      const size = HEADER + this.rest.readUInt16LE(2);
      const frame = this.rest.subarray(0, size);
      this.rest = this.rest.subarray(size);
      this.take(frame);
    }
  }
}

function header(command, session, length) {
  const bytes = Buffer.alloc(HEADER + length);
  bytes.writeUInt16LE(command, 0);
  bytes.writeUInt16LE(length, 2);
  bytes.writeUInt32LE(session, 4);
  return bytes;
}

export function registerSession() {
  const bytes = header(REGISTER_SESSION, 0, 4);
  bytes.writeUInt16LE(1, HEADER);
  return bytes;
}

export function unconnected(session, message) {
  const bytes = header(SEND_RR_DATA, session, UNCONNECTED_AT - HEADER + message.length);
  bytes.writeUInt16LE(2, 30);
  bytes.writeUInt16LE(0xb2, 36);
  bytes.writeUInt16LE(message.length, 38);
  bytes.set(message, UNCONNECTED_AT);
  return bytes;
}

/** The sequence count is 0; `SEQUENCE_AT` is where it goes. */
export function connected(session, connectionId, message) {
  const bytes = header(SEND_UNIT_DATA, session, CONNECTED_AT - HEADER + message.length);
  bytes.writeUInt16LE(2, 30);
  bytes.writeUInt16LE(0xa1, 32);
  bytes.writeUInt16LE(4, 34);
  bytes.writeUInt32LE(connectionId, CONNECTION_ID_AT);
  bytes.writeUInt16LE(0xb1, 40);
  bytes.writeUInt16LE(2 + message.length, 42);
  bytes.set(message, CONNECTED_AT);
  return bytes;
}

const name = (text) => {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.of(0x91, bytes.length), bytes, Buffer.alloc(bytes.length & 1)]);
};

function tagRequest(service, tag, tail) {
  const path = name(tag);
  return Buffer.concat([Buffer.of(service, path.length / 2), path, tail]);
}

export function readTag(tag, count) {
  const tail = Buffer.alloc(2);
  tail.writeUInt16LE(count, 0);
  return tagRequest(0x4c, tag, tail);
}

export function readTagFragmented(tag, count, offset) {
  const tail = Buffer.alloc(6);
  tail.writeUInt16LE(count, 0);
  tail.writeUInt32LE(offset, 2);
  return tagRequest(0x52, tag, tail);
}

export function multipleService(messages) {
  const table = Buffer.alloc(2 + 2 * messages.length);
  table.writeUInt16LE(messages.length, 0);
  let offset = table.length;
  for (const [i, message] of messages.entries()) {
    table.writeUInt16LE(offset, 2 + 2 * i);
    offset += message.length;
  }
  return Buffer.concat([Buffer.of(0x0a, 2, 0x20, 0x02, 0x24, 0x01), table, ...messages]);
}

const VENDOR = 0x1337;

/** Class 3 to the message router in this slot, so many bytes either way. */
export function largeForwardOpen({ slot, connectionId, serial, size }) {
  const bytes = Buffer.alloc(6 + 38 + 2 + 6);
  bytes.set([0x5b, 2, 0x20, 0x06, 0x24, 0x01, 0x0a, 0x0e]);
  bytes.writeUInt32LE(connectionId, 12);
  bytes.writeUInt16LE(serial, 16);
  bytes.writeUInt16LE(VENDOR, 18);
  bytes.writeUInt32LE(process.pid, 20);
  bytes[24] = 2;
  bytes.writeUInt32LE(10_000_000, 28);
  bytes.writeUInt32LE((0x4200_0000 + size) >>> 0, 32);
  bytes.writeUInt32LE(10_000_000, 36);
  bytes.writeUInt32LE((0x4200_0000 + size) >>> 0, 40);
  bytes.set([0xa3, 3, 0x01, slot, 0x20, 0x02, 0x24, 0x01], 44);
  return bytes;
}

/** Of such a connection. */
export function forwardClose({ slot, serial }) {
  const bytes = Buffer.alloc(6 + 12 + 6);
  bytes.set([0x4e, 2, 0x20, 0x06, 0x24, 0x01, 0x0a, 0x0e]);
  bytes.writeUInt16LE(serial, 8);
  bytes.writeUInt16LE(VENDOR, 10);
  bytes.writeUInt32LE(process.pid, 12);
  bytes.set([3, 0, 0x01, slot, 0x20, 0x02, 0x24, 0x01], 16);
  return bytes;
}
