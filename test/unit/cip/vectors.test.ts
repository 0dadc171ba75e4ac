import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import { codecOf, KINDS, type Kind, plain } from '../../support/codec-table.js';

interface Vector {
  readonly name: string;
  readonly kind: Kind;
  readonly hex: string;
  readonly decoded?: unknown;
  readonly error?: { readonly field: string; readonly offset: number; readonly message: string };
}

const FOLDER = resolve(__dirname, '../../vectors');

function load(file: string): readonly Vector[] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Vector);
}

function bytesOf({ hex }: Vector): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));
const vectors = files.flatMap(load);
const sound = vectors.filter((vector) => vector.error === undefined);
const malformed = vectors.filter((vector) => vector.error !== undefined);

function named(list: readonly Vector[]): [string, Vector][] {
  return list.map((vector) => [`${vector.kind}: ${vector.name}`, vector]);
}

describe('every vector decodes to its object', () => {
  test.each(named(sound))('%s', (_name, vector) => {
    expect(plain(codecOf(vector.kind).decode(bytesOf(vector)))).toEqual(vector.decoded);
  });
});

describe('what was decoded encodes to the same bytes', () => {
  test.each(named(sound))('%s', (_name, vector) => {
    const { decode, encode } = codecOf(vector.kind);
    expect(Buffer.from(encode(decode(bytesOf(vector)))).toString('hex')).toBe(vector.hex.replaceAll(' ', ''));
  });
});

describe('a malformed message is refused with field, byte and what was expected', () => {
  test.each(named(malformed))('%s', (_name, vector) => {
    const refusal = refusalOf(vector.kind, bytesOf(vector));
    expect(refusal).toMatchObject(vector.error!);
  });
});

describe('every prefix of every vector decodes or is refused', () => {
  test.each(named(vectors))('%s', (_name, vector) => {
    const whole = bytesOf(vector);
    for (let length = 0; length < whole.byteLength; length++) {
      // A copy of exactly that size: a read beyond it is a read beyond the buffer.
      const outcome = outcomeOf(vector.kind, whole.slice(0, length));
      expect(['decoded', 'refused']).toContain(outcome);
    }
  });
});

test.each(Object.keys(KINDS) as Kind[])('%s has sound and malformed vectors', (kind) => {
  expect(sound.some((vector) => vector.kind === kind)).toBe(true);
  expect(malformed.some((vector) => vector.kind === kind)).toBe(true);
});

function refusalOf(kind: Kind, bytes: Uint8Array): CipDecodeError | undefined {
  try {
    codecOf(kind).decode(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof CipDecodeError) return error;
    throw error;
  }
}

function outcomeOf(kind: Kind, bytes: Uint8Array): 'decoded' | 'refused' {
  return refusalOf(kind, bytes) === undefined ? 'decoded' : 'refused';
}
