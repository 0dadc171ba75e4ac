// Prepares the replies of the tag server: a relay between a client and the simulator that notes what was asked and what
// was answered. The server then answers the same bytes without looking at what they mean.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { CommandError } from '../../scripts/lib/run.mjs';
import { CONNECTED_AT, CONNECTION_ID_AT, Frames, SEND_RR_DATA, SEND_UNIT_DATA, UNCONNECTED_AT } from './wire.mjs';

const AT = { [SEND_RR_DATA]: UNCONNECTED_AT, [SEND_UNIT_DATA]: CONNECTED_AT };
const CONNECTION_MANAGER = '20062401';
/** Forward Open, its large form, Forward Close: the server does them itself. */
const OF_CONNECTIONS = new Set([0x54, 0x5b, 0x4e]);
/** Reads of tags say the same whenever they are asked. */
const STEADY = new Set([0x4c, 0x52, 0x0a]);
/** Replies that carry values of tags. */
const VALUES = new Set([0xcc, 0xd2, 0x8a]);
const RECORD_HEAD = 12;
/** Of a Forward Open: its first parameters, and what lies between those and the second ones. */
const PARAMETERS_AT = 32;
const INTERVAL_BYTES = 4;

/** Bytes that a reply over this connection may have. */
function replySize(message) {
  const isLarge = message[0] === 0x5b;
  const at = PARAMETERS_AT + (isLarge ? 4 : 2) + INTERVAL_BYTES;
  return message.readUInt16LE(at) & (isLarge ? 0xffff : 0x1ff);
}

const isOfConnections = (message) =>
  OF_CONNECTIONS.has(message[0]) && message.subarray(2, 6).toString('hex') === CONNECTION_MANAGER;

export class Recorder {
  constructor(target) {
    this.target = target;
    this.records = new Map();
    this.sockets = new Set();
    this.wrong = undefined;
    this.server = createServer({ noDelay: true }, (socket) => this.relay(socket));
  }

  async listen(host, port) {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return this;
  }

  /** One request after the other is answered, so the nth reply is that to the nth request. */
  relay(client) {
    const server = connect({ ...this.target, noDelay: true });
    const asked = [];
    const rooms = new Map();
    const toServer = new Frames((frame) => {
      if (frame.readUInt16LE(0) in AT) asked.push(Buffer.from(frame));
    });
    const toClient = new Frames((frame) => {
      if (frame.readUInt16LE(0) in AT) this.note(asked.shift(), frame, rooms);
    });
    this.pipe(client, server, toServer);
    this.pipe(server, client, toClient);
  }

  pipe(from, to, frames) {
    this.sockets.add(from);
    from.on('data', (chunk) => {
      frames.push(Buffer.from(chunk));
      to.write(chunk);
    });
    from.on('error', () => {});
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }

  /** @param rooms of the connections, by their ids */
  note(request, reply, rooms) {
    const command = reply.readUInt16LE(0);
    if (request === undefined || request.readUInt16LE(0) !== command) {
      this.wrong = `a reply of command 0x${command.toString(16)} that nobody asked for`;
      return;
    }
    const at = AT[command];
    const [message, answer] = [request.subarray(at), Buffer.from(reply.subarray(at))];
    if (isOfConnections(message)) {
      if (message[0] !== 0x4e && answer[2] === 0) rooms.set(answer.readUInt32LE(4), replySize(message));
      return;
    }
    const room = command === SEND_RR_DATA ? 0 : rooms.get(request.readUInt32LE(CONNECTION_ID_AT));
    const key = `${room}/${message.toString('latin1')}`;
    const known = this.records.get(key);
    if (known !== undefined && STEADY.has(message[0]) && !known.answer.equals(answer)) {
      this.wrong = `two replies to one request: ${message.toString('hex')}`;
    }
    this.records.set(key, { room, message, answer });
  }

  /**
   * @param corrupt the last byte of each value is wrong, so that a test sees somebody notice
   * @throws CommandError when what was noted can't be right.
   */
  save(path, corrupt = false) {
    if (this.wrong !== undefined) throw new CommandError(`the replies could not be prepared: ${this.wrong}`, 1);
    const parts = [];
    for (const { room, message, answer } of this.records.values()) {
      const head = Buffer.alloc(RECORD_HEAD);
      head.writeUInt32LE(room, 0);
      head.writeUInt32LE(message.length, 4);
      head.writeUInt32LE(answer.length, 8);
      if (corrupt && VALUES.has(answer[0])) answer[answer.length - 1] ^= 1;
      parts.push(head, message, answer);
    }
    writeFileSync(path, Buffer.concat(parts));
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}
