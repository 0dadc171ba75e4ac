/** A tag of every type by itself: the ends of its range both ways, and what it can't hold. */
import { afterEach, describe, expect, test } from 'vitest';
import { ExplicitClient } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { failure } from './client-rig.js';

const PLC = '127.0.73.2';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const at = (iso: string) => new Date(iso);
const NOT_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const NO_NUMBER = ['5', true, null, {}, [1], new Date(0)];
const NO_DATE = [0, '2024-01-01', new Date(Number.NaN), 5n, null];
const signed = (bits: number) => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] as const;
const small = (least: number, most: number) => ({
  good: [least, most],
  bad: [least - 1, most + 1, 0.5, ...NOT_FINITE, ...NO_NUMBER],
});
const large = (least: bigint, most: bigint) => ({
  good: [least, most],
  bad: [least - 1n, most + 1n, 0.5, 2 ** 60, ...NOT_FINITE, ...NO_NUMBER],
});
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** By type: what it holds, and what is refused. */
const TYPES: Readonly<Record<string, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>> = {
  BOOL: { good: [true, false], bad: [0, 1, 'true', null, 1n] },
  SINT: small(...signed(8)),
  INT: small(...signed(16)),
  DINT: small(...signed(32)),
  LINT: large(LEAST, MOST),
  USINT: small(0, 0xff),
  UINT: small(0, 0xffff),
  UDINT: small(0, 0xffff_ffff),
  ULINT: large(0n, 2n ** 64n - 1n),
  REAL: { good: [-0.5, 2 ** 100], bad: [1e39, ...NOT_FINITE, ...NO_NUMBER, 5n] },
  LREAL: { good: [0.1, -Number.MAX_VALUE], bad: [...NOT_FINITE, ...NO_NUMBER, 5n] },
  BYTE: small(0, 0xff),
  WORD: small(0, 0xffff),
  DWORD: small(0, 0xffff_ffff),
  LWORD: large(0n, 2n ** 64n - 1n),
  STIME: small(...signed(32)),
  TIME: small(...signed(32)),
  TIME32: small(...signed(32)),
  TIME_OF_DAY: small(0, 0xffff_ffff),
  TIME64: large(LEAST, MOST),
  LTIME: large(LEAST, MOST),
  DATE: {
    good: [at('1972-01-01'), at('2151-06-06')],
    bad: [at('1971-12-31'), at('2151-06-07'), at('2024-05-01T06:00:00Z'), ...NO_DATE],
  },
  DATE_AND_TIME: {
    good: [at('1972-01-01'), at('2151-06-06T23:59:59.999Z')],
    bad: [at('1971-12-31'), at('2151-06-07'), ...NO_DATE],
  },
  DT: { good: [at('2024-05-01T06:07:08.009Z'), at('1901-01-01')], bad: NO_DATE },
  LDT: {
    good: [at('2024-05-01T06:07:08.009Z'), at('1700-01-01')],
    bad: [at('1600-01-01'), at('2300-01-01'), ...NO_DATE],
  },
  STRING: { good: ['Größe', 'x'.repeat(82)], bad: ['x'.repeat(83), '\u20ac', 5, null, ['a']] },
  Label: { good: ['A-17', 'x'.repeat(12)], bad: ['x'.repeat(13), '\u0100', 5, true] },
};

const types = {
  Label: { string: 12 },
  Axis: { Position: 'REAL', Ready: 'BOOL', Fault: 'BOOL', Code: 'INT' },
  Pair: { A: 'Axis', B: 'Axis', Flags: 'BOOL[32]' },
};
const INTEGERS = ['SINT', 'INT', 'DINT', 'LINT', 'USINT', 'UINT', 'UDINT', 'ULINT', 'BYTE', 'WORD', 'DWORD', 'LWORD'];

async function rig() {
  const single = Object.keys(TYPES).map((type) => [`T_${type}`, type] as const);
  const arrays = Object.keys(TYPES)
    .filter((type) => type !== 'BOOL')
    .map((type) => [`A_${type}`, `${type}[2,2,2]`] as const);
  const tags = { ...Object.fromEntries([...single, ...arrays]), Pairs: 'Pair[3]' };
  const plc = new LogixSimulator({ host: PLC, port: 0, types, tags } as never);
  await plc.start();
  cleanups.push(() => plc.stop());
  const client = new ExplicitClient({ host: PLC, port: plc.port });
  cleanups.push(() => client.close());
  await client.connect();
  return { plc, client };
}

describe.each(Object.entries(TYPES))('%s', (type, { good, bad }) => {
  test('holds all of its range, alone and in three dimensions, by the account of the controller too', async () => {
    const { plc, client } = await rig();
    for (const value of good) {
      await client.writeTag(`T_${type}`, value as never);
      expect(plc.read(`T_${type}`)).toEqual(value);
      expect(await client.readTag(`T_${type}`)).toEqual(value);
      if (type === 'BOOL') continue;
      await client.writeTag(`A_${type}[1,0,1]`, value as never);
      const [, [[, one] = []] = []] = (await client.readTag(`A_${type}`)) as unknown[][][];
      expect(one).toEqual(value);
      expect((plc.read(`A_${type}`) as unknown[][][])[1]?.[0]?.[1]).toEqual(value);
    }
  });

  test('what it can not hold is refused with its name, and nothing is sent', async () => {
    const { plc, client } = await rig();
    const before = await client.readTag(`T_${type}`);
    const { requests } = plc.status();
    for (const value of bad) {
      const error = await failure(client.writeTag(`T_${type}`, value as never));
      expect([value, error]).toMatchObject([
        value,
        { name: 'EipWriteError', code: 'EIP_VALUE_REFUSED', tag: `T_${type}`, outcome: 'notSent' },
      ]);
      expect(error.message).toContain(`"T_${type}": `);
    }
    expect(plc.status().requests).toBe(requests);
    expect(plc.read(`T_${type}`)).toEqual(before);
  });
});

describe('bits', () => {
  test.each(INTEGERS)('of a %s: the first, one within and the last, each by a mask of its size', async (type) => {
    const { plc, client } = await rig();
    const size = { INT: 2, DINT: 4, LINT: 8 }[type.replace(/^U/, '')] ?? { WORD: 2, DWORD: 4, LWORD: 8 }[type] ?? 1;
    const masks: number[] = [];
    plc.on('request', ({ service, data }) => {
      if (service === 'readModifyWriteTag') masks.push(data[0] ?? 0);
    });
    for (const bit of [0, 5, 8 * size - 1]) {
      await client.writeTag(`T_${type}.${bit}`, true);
      expect(await client.readTag(`T_${type}.${bit}`)).toBe(true);
    }
    const set = BigInt.asUintN(8 * size, BigInt(plc.read(`T_${type}`) as number));
    expect(set).toBe(1n | 32n | (1n << BigInt(8 * size - 1)));
    await client.writeTag(`T_${type}.5`, false);
    expect(await client.readTags([`T_${type}.0`, `T_${type}.5`, `T_${type}.${8 * size - 1}`])).toMatchObject({
      [`T_${type}.0`]: { value: true },
      [`T_${type}.5`]: { value: false },
      [`T_${type}.${8 * size - 1}`]: { value: true },
    });
    expect(masks).toEqual([size, size, size, size]);
  });

  test('none of what is no integer', async () => {
    const { client } = await rig();
    for (const type of ['REAL', 'DT', 'STRING', 'BOOL', 'TIME']) {
      expect((await failure(client.readTag(`T_${type}.0`))).message).toContain('has no bits');
    }
  });
});

describe('structures in arrays', () => {
  const axis = (over = {}) => ({ Position: 0, Ready: false, Fault: false, Code: 0, ...over });
  const none = Array.from({ length: 32 }, () => false);

  test('members of an element that are given are written, all others stay', async () => {
    const { plc, client } = await rig();
    await client.writeTag('Pairs[1]', {
      A: axis({ Code: 3, Ready: true }),
      B: axis({ Position: 1.5 }),
      Flags: none,
    } as never);
    await client.writeTag('Pairs[1]', { A: { Fault: true }, B: { Code: -1 } });
    expect(plc.read('Pairs')).toEqual([
      { A: axis(), B: axis(), Flags: none },
      { A: axis({ Code: 3, Ready: true, Fault: true }), B: axis({ Position: 1.5, Code: -1 }), Flags: none },
      { A: axis(), B: axis(), Flags: none },
    ]);
  });

  test('a wrong member deep within is named, and none of the others is written', async () => {
    const { plc, client } = await rig();
    await client.readTag('Pairs');
    const { requests } = plc.status();
    const error = await failure(client.writeTag('Pairs[2]', { A: { Code: 1 }, B: { Code: 40_000 } }));
    expect(error).toMatchObject({ code: 'EIP_VALUE_REFUSED', tag: 'Pairs[2]' });
    expect(error.message).toContain('B.Code: 40000 is no integer from -32768 to 32767');
    expect(plc.status().requests).toBe(requests);
  });

  test('hidden members are nowhere: not in values, not by name', async () => {
    const { client } = await rig();
    const [first] = (await client.readTag('Pairs')) as { A: object }[];
    expect(Object.keys(first?.A ?? {})).toEqual(['Position', 'Ready', 'Fault', 'Code']);
    const hidden = await failure(client.readTag('Pairs[0].A.ZZZZZZZZZZAxis0'));
    expect(hidden.message).toContain('has no member "ZZZZZZZZZZAxis0"');
  });
});

describe('what readTags gives', () => {
  test('an entry for each key, in their order, with the time that it came', async () => {
    const { client } = await rig();
    const names = ['T_DINT', 'Nowhere', 'T_REAL', 'T_DINT.3', 'T_STRING'];
    for (let i = 0; i < 2; i++) {
      const results = await client.readTags(names);
      expect(Object.keys(results)).toEqual(names);
      expect(Object.getPrototypeOf(results)).toBe(Object.prototype);
      for (const [name, { quality, timestamp, error }] of Object.entries(results)) {
        expect([name, quality, error === undefined]).toEqual([
          name,
          name === 'Nowhere' ? 'bad' : 'good',
          name !== 'Nowhere',
        ]);
        expect(timestamp).toBeInstanceOf(Date);
      }
    }
  });

  test('aliases, also several of one tag, and names that objects have by themselves', async () => {
    const { client } = await rig();
    await client.writeTag('T_DINT', 7);
    const aliases = JSON.parse('{"__proto__": "T_DINT", "constructor": "T_DINT", "5": "t_dint", "a b": "T_REAL"}');
    for (let i = 0; i < 2; i++) {
      const results: Record<string, { value: unknown }> = await client.readTags(aliases);
      expect(Object.entries(results).map(([alias, { value }]) => [alias, value])).toEqual([
        ['5', 7],
        ['__proto__', 7],
        ['constructor', 7],
        ['a b', 0],
      ]);
    }
    expect(Object.keys(await client.readTags(['T_DINT', 'T_DINT']))).toEqual(['T_DINT']);
    expect(await client.readTags([])).toEqual({});
  });

  test('lists of names that take turns, and one that changes, give their own', async () => {
    const { client } = await rig();
    await client.writeTags({ T_DINT: 1, T_INT: 2, T_SINT: 3 });
    const names = ['T_DINT', 'T_INT'];
    for (let i = 0; i < 3; i++) {
      expect(await client.readTags(names)).toMatchObject({ T_DINT: { value: 1 }, T_INT: { value: 2 } });
      expect(await client.readTags({ T_DINT: 'T_INT', T_INT: 'T_DINT' })).toMatchObject({
        T_DINT: { value: 2 },
        T_INT: { value: 1 },
      });
    }
    names[1] = 'T_SINT';
    expect(await client.readTags(names)).toMatchObject({ T_DINT: { value: 1 }, T_SINT: { value: 3 } });
  });
});
