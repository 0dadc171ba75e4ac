import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import {
  decodeElement,
  decodeElements,
  decodeTemplateDefinition,
  definitionBytes,
  definitionWords,
  ELEMENTARY_TYPES,
  encodeElement,
  encodeElements,
  encodeTemplateDefinition,
  flattened,
  isHiddenMember,
  nested,
  type TagValue,
  type Template,
  TypeBuilder,
} from '../../../src/logix/index.js';
import { arbitraryStructure, arbitraryTemplates, ELEMENTARY_VALUES } from '../../support/arbitrary-types.js';

describe('a value of an elementary type is the same after bytes', () => {
  test.each(ELEMENTARY_TYPES.map((type) => [type.name, type] as const))('%s', (name, type) => {
    fc.assert(
      fc.property(fc.array(ELEMENTARY_VALUES[name]!, { minLength: 1, maxLength: 6 }), (values) => {
        const bytes = encodeElements(type, values, values.length, 'Tag');
        expect(bytes).toHaveLength(type.size * values.length);
        expect(decodeElements(type, bytes, values.length)).toEqual(values);
        expect(decodeElement(type, bytes)).toEqual(values[0]);
      }),
    );
  });
});

test('a template is the same after bytes, with the padding that clients ask for', () => {
  fc.assert(
    fc.property(arbitraryTemplates, (templates) => {
      for (const { name, suffix, members } of templates.values()) {
        const bytes = encodeTemplateDefinition({ name, suffix, members });
        const asked = definitionBytes({ definitionWords: definitionWords(bytes.byteLength) });
        expect(asked).toBeGreaterThanOrEqual(bytes.byteLength);
        const padded = new Uint8Array(asked + 3);
        padded.set(bytes);
        expect(decodeTemplateDefinition(padded, members.length)).toEqual({ name, suffix, members });
      }
    }),
  );
});

test('a structure is the same after bytes, and hidden members are never seen', () => {
  fc.assert(
    fc.property(arbitraryStructure, ({ type, value }) => {
      const bytes = encodeElement(type, value, 'Tag');
      const again = decodeElement(type, bytes);
      expect(again).toEqual(value);
      expect(namesIn(again).filter(isHiddenMember)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function namesIn(value: TagValue): string[] {
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

test('any bytes as long as a structure are a value of it', () => {
  const bytesFor = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
  const cases = arbitraryStructure.chain(({ type }) => bytesFor(type.size).map((bytes) => ({ type, bytes })));
  fc.assert(
    fc.property(cases, ({ type, bytes }) => {
      expect(Object.keys(decodeElement(type, bytes)).filter(isHiddenMember)).toEqual([]);
      expect(() => decodeElement(type, bytes.slice(1))).toThrow(CipDecodeError);
    }),
  );
});

test('a template of any bytes becomes a type that reads any bytes, or is refused', () => {
  const member = fc.tuple(fc.nat(0xffff), fc.nat(0xffff), fc.nat(200));
  const templates = fc.array(fc.tuple(fc.array(member, { maxLength: 8 }), fc.nat(120)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(templates, fc.uint8Array({ minLength: 120, maxLength: 120 }), (made, bytes) => {
      const byInstance = new Map(made.map(([members, size], i) => [0x100 + i, templateOf(members, size, made.length)]));
      const builder = new TypeBuilder((instance) => byInstance.get(instance));
      try {
        const type = builder.structure(0x100);
        decodeElement(type, bytes.slice(0, type.size));
      } catch (error) {
        expect(error).toBeInstanceOf(CipDecodeError);
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Structures among the members are mostly those that there are. */
function templateOf(members: readonly [number, number, number][], structureBytes: number, known: number): Template {
  const made = members.map(([info, word, offset], i) => {
    const type = (word & 0x8000) === 0 ? word : (word & 0xf000) | (0x100 + (word % (known + 1)));
    return { name: i % 5 === 4 ? '__x' : `M${i}`, info: info % 40, type, offset };
  });
  return { name: 'T', suffix: '', handle: 1, structureBytes, members: made };
}

test('any bytes are a template definition or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(12), (bytes, members) => {
      try {
        expect(decodeTemplateDefinition(bytes.slice(), members).members).toHaveLength(members);
      } catch (error) {
        expect(error).toBeInstanceOf(CipDecodeError);
      }
    }),
  );
});

test('elements in up to three dimensions are the same after they lay flat', () => {
  const dimensions = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(dimensions, (sizes) => {
      const flat = Array.from({ length: sizes.reduce((a, b) => a * b) }, (_, i) => i);
      expect(flattened(nested(flat, sizes), sizes)).toEqual(flat);
    }),
  );
});
