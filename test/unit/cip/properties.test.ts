import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CipDecodeError, encapsulationSize, encodeEncapsulation } from '../../../src/cip/index.js';
import { ARBITRARY } from '../../support/arbitrary-messages.js';
import { codecOf, KINDS, type Kind } from '../../support/codec-table.js';

const kinds = Object.keys(KINDS) as Kind[];

describe('what is encoded decodes to the same value', () => {
  test.each(kinds)('%s', (kind) => {
    const { decode, encode } = codecOf(kind);
    fc.assert(
      fc.property(ARBITRARY[kind], (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any bytes decode or are refused, and what decodes encodes to the same bytes', () => {
  test.each(kinds)('%s', (kind) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 96 }), (bytes) => decodesOrIsRefused(kind, bytes)),
      { numRuns: 500 },
    );
  });
});

describe('a sound message with some bytes changed, cut or added decodes or is refused', () => {
  test.each(kinds)('%s', (kind) => {
    const edit = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) });
    const edited = fc.tuple(ARBITRARY[kind], fc.array(edit, { maxLength: 4 }), fc.integer({ min: -8, max: 8 }));
    fc.assert(
      fc.property(edited, ([value, edits, growth]) =>
        decodesOrIsRefused(kind, change(codecOf(kind).encode(value), edits, growth)),
      ),
      { numRuns: 300 },
    );
  });
});

test('a message in a stream takes as many bytes as its header says, whatever follows', () => {
  const stream = fc.record({ data: fc.uint8Array({ maxLength: 300 }), behind: fc.uint8Array({ maxLength: 40 }) });
  fc.assert(
    fc.property(stream, ({ data, behind }) => {
      const message = encodeEncapsulation({ command: 0x6f, data });
      expect(encapsulationSize(Uint8Array.from([...message, ...behind]))).toBe(message.byteLength);
      for (let cut = 0; cut < 24; cut++) expect(encapsulationSize(message.slice(0, cut))).toBeUndefined();
    }),
  );
});

/** In an allocation of exactly its size, so that a read beyond it is a RangeError of the DataView and fails the test. */
function decodesOrIsRefused(kind: Kind, bytes: Uint8Array): void {
  const { decode, encode } = codecOf(kind);
  let value: unknown;
  try {
    value = decode(bytes.slice());
  } catch (error) {
    expect(error).toBeInstanceOf(CipDecodeError);
    return;
  }
  expect(encode(value)).toEqual(bytes.slice());
}

function change(bytes: Uint8Array, edits: readonly { at: number; value: number }[], growth: number): Uint8Array {
  const changed = new Uint8Array(Math.max(0, bytes.byteLength + growth));
  changed.set(bytes.subarray(0, changed.byteLength));
  for (const { at, value } of edits) if (changed.byteLength > 0) changed[at % changed.byteLength] = value;
  return changed;
}
