import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Captured messages with Wireshark's decoding, from a folder that is not part of this repository. */

export type WiresharkValue = number | string | readonly WiresharkValue[] | WiresharkObject;
export interface WiresharkObject {
  readonly [key: string]: WiresharkValue;
}

/** One captured message. */
export interface CapturedMessage {
  readonly file: string;
  readonly frame: number;
  readonly pdu: number;
  /** TCP or UDP port 44818, or `io`: UDP port 2222. */
  readonly proto: 'tcp' | 'udp' | 'io';
  readonly dir: 'to_target' | 'to_originator' | 'io';
  readonly hex: string;
  readonly malformed?: boolean;
  readonly enip?: WiresharkObject;
  readonly cpf?: readonly WiresharkObject[];
  readonly cip?: WiresharkObject;
  readonly embedded?: readonly WiresharkObject[];
  readonly cm?: WiresharkObject;
  readonly io?: WiresharkObject;
}

/** Every message of the folder, undefined when there is no such folder. */
export function loadCaptures(folder: string): readonly CapturedMessage[] | undefined {
  const file = join(folder, 'vectors.jsonl.gz');
  if (!existsSync(file)) return undefined;
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CapturedMessage);
}

/** Where to look a message up: capture, frame and index in it. */
export function nameOf({ file, frame, pdu, proto, dir }: CapturedMessage): string {
  return `${file} frame ${frame}.${pdu} (${proto} ${dir})`;
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
