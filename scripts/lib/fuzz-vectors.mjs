// Seeds out of test/vectors, in the form that each fuzz target reads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const LONGEST_RECORD = 255;
/** In front of a record: a datagram to us; one on the I/O port as it is; an unconnected request. */
const RECORDS = {
  udp: { kind: 'encapsulation', head: 0x00 },
  io_datagrams: { kind: 'ioDatagram', head: 0x10 },
  requests: { kind: 'request', head: 0x00 },
};

function bytesOf({ hex }) {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

function record(head, bytes) {
  return Buffer.concat([Buffer.from([head, bytes.length]), bytes]);
}

/** A whole Forward Open; the last word of the fixed part stays as it is. */
function open(vector) {
  return Buffer.concat([Buffer.from([vector.decoded?.large ? 1 : 0]), bytesOf(vector)]);
}

/** Every vector that this target can start from; none for those whose inputs are no single messages. */
export function seedsOf(target, vectors) {
  if (target === 'open_path') return vectors.filter(({ kind }) => kind === 'forwardOpen').map(open);
  const form = RECORDS[target];
  if (!form) return [];
  const messages = vectors.filter(({ kind }) => kind === form.kind).map(bytesOf);
  return messages.filter(({ length }) => length <= LONGEST_RECORD).map((bytes) => record(form.head, bytes));
}

export function vectorSeeds(target) {
  const folder = join(root, 'test', 'vectors');
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean));
  return seedsOf(
    target,
    lines.map((line) => JSON.parse(line)),
  );
}
