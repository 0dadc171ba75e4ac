import type { WireEnd, WirePacket } from '../../src/testing.js';

/** A capture file of IPv4 packets, written from bytes that were really exchanged. */

const MAGIC_US = 0xa1b2c3d4;
const LINKTYPE_IPV4 = 228;
const IP_HEADER = 20;
const UDP_HEADER = 8;
const TCP_HEADER = 20;
const PSH_ACK = 0x18;

/** Packets a millisecond apart, in order. TCP messages get the sequence numbers of their stream. */
export function pcapOf(packets: readonly WirePacket[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(MAGIC_US, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0x4_0000, 16);
  header.writeUInt32LE(LINKTYPE_IPV4, 20);
  const streams = new Map<string, number>();
  return Buffer.concat([header, ...packets.map((packet, index) => record(ipPacket(packet, streams), index))]);
}

function record(bytes: Buffer, index: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(index / 1_000), 0);
  header.writeUInt32LE((index % 1_000) * 1_000, 4);
  header.writeUInt32LE(bytes.byteLength, 8);
  header.writeUInt32LE(bytes.byteLength, 12);
  return Buffer.concat([header, bytes]);
}

function ipPacket(packet: WirePacket, streams: Map<string, number>): Buffer {
  const payload = packet.transport === 'udp' ? udp(packet) : tcp(packet, streams);
  const header = Buffer.alloc(IP_HEADER);
  header[0] = 0x45;
  header.writeUInt16BE(IP_HEADER + payload.byteLength, 2);
  header[8] = 64;
  header[9] = packet.transport === 'udp' ? 17 : 6;
  addressBytes(packet.from).copy(header, 12);
  addressBytes(packet.to).copy(header, 16);
  return Buffer.concat([header, payload]);
}

function udp({ from, to, bytes }: WirePacket): Buffer {
  const header = Buffer.alloc(UDP_HEADER);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt16BE(UDP_HEADER + bytes.byteLength, 4);
  return Buffer.concat([header, bytes]);
}

function tcp({ from, to, bytes }: WirePacket, streams: Map<string, number>): Buffer {
  const [ours, theirs] = [keyOf(from, to), keyOf(to, from)];
  const header = Buffer.alloc(TCP_HEADER);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(streams.get(ours) ?? 1, 4);
  header.writeUInt32BE(streams.get(theirs) ?? 1, 8);
  header[12] = (TCP_HEADER / 4) << 4;
  header[13] = PSH_ACK;
  header.writeUInt16BE(0xffff, 14);
  streams.set(ours, (streams.get(ours) ?? 1) + bytes.byteLength);
  return Buffer.concat([header, bytes]);
}

function keyOf(from: WireEnd, to: WireEnd): string {
  return `${from.address}:${from.port} ${to.address}:${to.port}`;
}

function addressBytes({ address }: WireEnd): Buffer {
  return Buffer.from(address.split('.').map(Number));
}
