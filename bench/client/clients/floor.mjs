// What is left without a client: node:net writes requests that are prepared and compares replies with bytes that are.
import { once } from 'node:events';
import { connect } from 'node:net';
import { dintBytes } from '../tags.mjs';
import * as wire from '../wire.mjs';

const SIZE = 4_002;
const SEQUENCE_BYTES = 2;
const REPLY_HEAD = 4;
const DINT = Buffer.of(0xc4, 0x00);
const PACKET_REQUEST_HEAD = 8;
const PACKET_REPLY_HEAD = 6;
/** Of one DINT in a packet: its place in the table, its reply. */
const PACKET_REPLY_EACH = 2 + REPLY_HEAD + DINT.length + 4;
const PARTIAL = 0x06;
const BUFFER_BYTES = 0x1_0000;
const BETWEEN_LOOKS = 16;

const replyOf = (service, status, data) => Buffer.concat([Buffer.of(service | 0x80, 0, status, 0), data]);

/** Messages of a read, each with the reply that it has to get. */
function singleRead(name, expected) {
  return [[wire.readTag(name, 1), replyOf(0x4c, 0, Buffer.concat([DINT, dintBytes([expected[name]])]))]];
}

function packetReads(names, longest, expected) {
  const packets = [];
  for (let left = [...names]; left.length > 0; ) {
    const each = PACKET_REPLY_EACH;
    let [request, taken] = [PACKET_REQUEST_HEAD, 0];
    while (taken < left.length && PACKET_REPLY_HEAD + (taken + 1) * each <= longest) {
      request += 2 + wire.readTag(left[taken], 1).length;
      if (request > longest) break;
      taken++;
    }
    const reads = left.slice(0, taken).map((name) => singleRead(name, expected)[0]);
    const request_ = wire.multipleService(reads.map(([message]) => message));
    const body = wire.multipleService(reads.map(([, reply]) => reply)).subarray(6);
    packets.push([request_, replyOf(0x0a, 0, body)]);
    left = left.slice(taken);
  }
  return packets;
}

function listReads(name, longest, expected) {
  const bytes = dintBytes(expected[name]);
  const room = longest - REPLY_HEAD - DINT.length;
  const most = room - (room % 4);
  const parts = [];
  for (let offset = 0; offset < bytes.length; offset += most) {
    const isLast = offset + most >= bytes.length;
    const data = Buffer.concat([DINT, bytes.subarray(offset, offset + most)]);
    parts.push([wire.readTagFragmented(name, bytes.length / 4, offset), replyOf(0x52, isLast ? 0 : PARTIAL, data)]);
  }
  return parts;
}

function messagesOf(figure, target, expected) {
  const longest = SIZE - SEQUENCE_BYTES;
  if (figure === 'single') return singleRead(target, expected);
  return figure === 'batch' ? packetReads(target, longest, expected) : listReads(target, longest, expected);
}

class Bare {
  constructor(host, port) {
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.buffer = buffer;
    this.have = 0;
    this.take = () => {};
    const callback = (count) => {
      this.arrived(count);
      return true;
    };
    // What reaches over the end of a read is put together in `whole`; nearly nothing does.
    this.socket = connect({ host, port, noDelay: true, onread: { buffer, callback } });
    this.whole = undefined;
    this.lost = () => {};
    this.socket.on('close', () => this.lost());
  }

  arrived(count) {
    const { buffer } = this;
    if (this.whole === undefined && count >= wire.HEADER && count === wire.HEADER + buffer.readUInt16LE(2)) {
      this.take(buffer, count);
      return;
    }
    this.whole = Buffer.concat([this.whole ?? Buffer.alloc(0), buffer.subarray(0, count)]);
    const { whole } = this;
    if (whole.length < wire.HEADER || whole.length < wire.HEADER + whole.readUInt16LE(2)) return;
    this.whole = undefined;
    this.take(whole, whole.length);
  }

  ask(frame) {
    return new Promise((resolve) => {
      this.take = (bytes, size) => resolve(Buffer.from(bytes.subarray(0, size)));
      this.socket.write(frame);
    });
  }

  async open(slot) {
    await once(this.socket, 'connect');
    const session = (await this.ask(wire.registerSession())).readUInt32LE(4);
    const terms = { slot, connectionId: 0x0f100001, serial: process.pid & 0xffff, size: SIZE };
    const granted = await this.ask(wire.unconnected(session, wire.largeForwardOpen(terms)));
    if (granted[wire.UNCONNECTED_AT + 2] !== 0) throw new Error('the floor: Large Forward Open was refused');
    this.frame = (message) => wire.connected(session, granted.readUInt32LE(wire.UNCONNECTED_AT + REPLY_HEAD), message);
    this.sequence = 0;
    this.forwardClose = wire.unconnected(session, wire.forwardClose(terms));
    return this;
  }

  async close() {
    await this.ask(this.forwardClose);
    this.socket.destroy();
  }

  /** @param steps frames with their replies, again and again until the time is up @returns how often all were sent */
  run(steps, each, until) {
    return new Promise((resolve, reject) => {
      let [at, sent] = [0, 0];
      const next = () => {
        this.sequence = (this.sequence + 1) & 0xffff;
        steps[at].frame.writeUInt16LE(this.sequence, wire.SEQUENCE_AT);
        this.socket.write(steps[at].frame);
      };
      this.take = (bytes, size) => {
        const { reply, name } = steps[at];
        const isRight =
          bytes.readUInt16LE(wire.SEQUENCE_AT) === this.sequence &&
          bytes.compare(reply, 0, reply.length, wire.CONNECTED_AT, size) === 0;
        if (!isRight) return reject(new Error(`${name}: the reply has other bytes than its value`));
        at = (at + 1) % steps.length;
        sent++;
        if (sent % (each * BETWEEN_LOOKS) === 0 && performance.now() >= until) return resolve(sent / each);
        next();
      };
      this.lost = () => reject(new Error('the floor: the server closed the connection'));
      next();
    });
  }
}

export async function open({ host, port, slot, expected }) {
  const bare = await new Bare(host, port).open(slot);
  return {
    figures: ['single', 'batch', 'list1000', 'list10000'],
    loop(figure, reads, until) {
      const messages = reads.map((target) => messagesOf(figure, target, expected));
      const steps = messages.flatMap((list, i) =>
        list.map(([message, reply]) => ({ frame: bare.frame(message), reply, name: String(reads[i]).slice(0, 40) })),
      );
      return bare.run(steps, messages[0].length, until);
    },
    close: () => bare.close(),
  };
}
