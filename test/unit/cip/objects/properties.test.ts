import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../../src/cip/index.js';
import * as objects from '../../../../src/cip/objects/index.js';

interface AnyClass {
  readonly name: string;
  readonly attributes: object;
  decode(name: string, data: Uint8Array): unknown;
  decodeAll(data: Uint8Array): unknown;
}

function isClass(value: unknown): value is AnyClass {
  return typeof value === 'object' && value !== null && 'decodeAll' in value;
}

const classes = Object.values<unknown>(objects).filter(isClass);
const attributes = classes.flatMap((object) => Object.keys(object.attributes).map((name) => ({ object, name })));

/** Long enough for every attribute; also such as begin with small counts and lengths, so that more of them fits. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 120 }).map((values) => Uint8Array.from(values)),
);

/** In an allocation of exactly its size, so that a read beyond it is a RangeError and fails the test. */
function decodesOrIsRefused(decode: (bytes: Uint8Array) => unknown): void {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      try {
        decode(bytes.slice());
      } catch (error) {
        expect(error).toBeInstanceOf(CipDecodeError);
      }
    }),
    { numRuns: 300 },
  );
}

test('there are objects to look at', () => expect(classes.length).toBeGreaterThan(7));

describe('any bytes are the value of an attribute, or refused', () => {
  test.each(attributes)('$object.name, $name', ({ object, name }) => {
    decodesOrIsRefused((bytes) => object.decode(name, bytes));
  });
});

describe('any bytes are a reply to Get_Attributes_All, or refused', () => {
  test.each(classes)('$name', (object) => decodesOrIsRefused((bytes) => object.decodeAll(bytes)));
});
