/** Random options of adapters that `new Adapter` takes. */
import fc from 'fast-check';
import {
  type AdapterOptions,
  array,
  bool,
  bytes,
  dint,
  type Field,
  int,
  layout,
  lint,
  lreal,
  real,
  shortString,
  sint,
  udint,
  ulint,
  word,
} from '../../src/adapter/index.js';

/** From an offset to a field. */
type Maker = (offset: number) => Field<unknown>;

const leaf: fc.Arbitrary<Maker> = fc.oneof(
  fc.constantFrom<Maker>(sint, int, dint, lint, udint, ulint, word, real, lreal),
  fc.nat(7).map(
    (bit): Maker =>
      (offset) =>
        bool(offset, bit),
  ),
  fc.integer({ min: 1, max: 40 }).map(
    (length): Maker =>
      (offset) =>
        bytes(offset, length),
  ),
  fc.integer({ min: 1, max: 255 }).map(
    (most): Maker =>
      (offset) =>
        shortString(offset, most),
  ),
);

const field: fc.Arbitrary<Maker> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 5 }), leaf).map(
      ([count, of]): Maker =>
        (offset) =>
          array(offset, count, of),
    ),
  },
);

const name = fc
  .oneof(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12, unit: 'grapheme' }))
  .filter((text) => text !== '__proto__');

/** Fields behind each other, with gaps. */
export const arbitraryLayout = fc.array(fc.tuple(name, fc.nat(3), field), { maxLength: 8 }).map((made) => {
  let offset = 0;
  const fields: Record<string, Field<unknown>> = {};
  for (const [called, gap, make] of made) {
    const one = make(offset + gap);
    offset = Math.ceil((one.firstBit + one.bits) / 8);
    fields[called] = one;
  }
  return layout(fields);
});

const assembly = fc.record({
  kind: fc.constantFrom('output', 'input', 'config', 'explicit'),
  layout: fc.option(arbitraryLayout, { nil: undefined }),
  extra: fc.nat(40),
});

const identity = fc.record({
  vendorId: fc.nat(0xffff),
  deviceType: fc.nat(0xffff),
  productCode: fc.nat(0xffff),
  revision: fc.tuple(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 1, max: 255 })),
  serialNumber: fc.nat(0xffff_ffff),
  productName: fc.string({ minLength: 1, maxLength: 32, unit: 'grapheme-ascii' }),
});

export const arbitraryAdapterOptions: fc.Arbitrary<AdapterOptions> = fc
  .record({
    identity,
    minRpiMs: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    names: fc.uniqueArray(name, { minLength: 6, maxLength: 10 }),
    instances: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 0xffff_ffff })), {
      minLength: 10,
      maxLength: 10,
    }),
    assemblies: fc.array(assembly, { minLength: 10, maxLength: 10 }),
  })
  .map(({ names, instances, assemblies, ...rest }) => {
    const entries = names.map((called, i) => {
      const { kind, layout: made, extra } = assemblies[i]!;
      const size = Math.min((made?.size ?? 0) + extra, kind === 'config' ? 510 : 65_000);
      const fits = made !== undefined && made.size <= size;
      return [called, { instance: instances[i]!, kind, size, ...(fits && { layout: made }) }] as const;
    });
    return { ...rest, assemblies: Object.fromEntries(entries), connections: connectionsOf(entries) } as AdapterOptions;
  });

type Entries = readonly (readonly [string, { readonly kind: string; readonly instance: number }])[];

/** Each output with each input, and each input for those who own nothing; the first configuration for every other one. */
function connectionsOf(entries: Entries) {
  const named = (kind: string) => entries.filter(([, one]) => one.kind === kind).map(([called]) => called);
  const [config] = named('config');
  const owners = named('output').flatMap((output) =>
    named('input').map((input) => ({ type: 'exclusiveOwner', output, input, outputSizes: { least: 0 } })),
  );
  const heartbeats = [1, 2].map((nth) => freeInstance(entries, nth));
  const others = named('input').flatMap((input) => [
    { type: 'inputOnly', input, output: { heartbeat: heartbeats[0] } },
    { type: 'listenOnly', input, output: { heartbeat: heartbeats[1] }, inputFormat: 'header32' },
  ]);
  return [...owners, ...others].map((connection, i) => ({
    ...connection,
    ...(config !== undefined && i % 2 === 0 && { config }),
  }));
}

/** The nth number that no assembly has. */
function freeInstance(entries: Entries, nth: number): number {
  const taken = new Set(entries.map(([, { instance }]) => instance));
  return Array.from({ length: taken.size + nth }, (_, i) => i + 1).filter((one) => !taken.has(one))[nth - 1] ?? 0;
}
