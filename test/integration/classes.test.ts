/** Own CIP classes, seen by explicit clients. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  array,
  bool,
  CipRefusal,
  dint,
  EipConfigError,
  int,
  layout,
  real,
  service,
  uint,
  usint,
  varBytes,
  varShortString,
  varString,
} from '../../src/index.js';
import { type ExplicitSession, objectPath } from '../../src/testing.js';
import { newAdapter, type RigAdapter, sessionWith, startedAdapter, until } from './adapter-rig.js';
import { uncaughtWhile } from './uncaught.js';

const CLASS = 0x64;

/** A reply as `status`, or `status: bytes`. */
async function ask(session: ExplicitSession, code: number, path: number[], data: number[] = []): Promise<string> {
  const [classId = 0, instance = 0, attribute] = path;
  const reply = await session.request({
    service: code,
    path: objectPath(classId, instance, attribute),
    data: Uint8Array.from(data),
  });
  const bytes = Buffer.from(reply.data).toString('hex');
  const words = reply.extendedStatus.map((word) => `/${word.toString(16)}`).join('');
  return `${reply.status.toString(16)}${words}${bytes === '' ? '' : `: ${bytes}`}`;
}

const get = (session: ExplicitSession, attribute: number, instance = 1) =>
  ask(session, 0x0e, [CLASS, instance, attribute]);
const set = (session: ExplicitSession, attribute: number, data: number[], instance = 1) =>
  ask(session, 0x10, [CLASS, instance, attribute], data);

/** Attributes of every kind; `stored` is what was set, by instance. */
function defineSample(adapter: RigAdapter) {
  const stored = new Map<number, number>();
  const sample = adapter.define({
    classId: CLASS,
    name: 'Sample',
    revision: 4,
    instances: [1, 5],
    attributes: {
      fixed: { id: 1, type: uint, value: 0x1234 },
      speed: {
        id: 2,
        type: real,
        get: async ({ instance }) => stored.get(instance) ?? 0.5,
        set({ instance, value }) {
          expectTypeOf(value).toBeNumber();
          if (value < 0) throw new CipRefusal();
          if (value > 100) throw new CipRefusal(0x09, 0x0001);
          stored.set(instance, value);
        },
      },
      title: { id: 3, type: varShortString(8), get: ({ instance }) => `no ${instance}` },
      counts: { id: 4, type: (at: number) => array(at, 3, int), value: [1, -1, 2] },
      place: { id: 5, type: layout({ x: int(0), y: int(2) }), get: () => ({ x: 1, y: 2 }) },
      command: { id: 7, type: usint, set: async () => {} },
      flag: { id: 300, type: bool, get: () => true },
    },
  });
  return { sample, stored };
}

describe('attributes', () => {
  it('are read and set by any explicit client, each in its type', async () => {
    const adapter = await startedAdapter();
    const { stored } = defineSample(adapter);
    const session = await sessionWith(adapter);
    expect(await get(session, 1)).toBe('0: 3412');
    expect(await get(session, 2, 5)).toBe('0: 0000003f');
    expect(await get(session, 3, 5)).toBe(`0: 04${Buffer.from('no 5').toString('hex')}`);
    expect(await get(session, 4)).toBe('0: 0100ffff0200');
    expect(await get(session, 5)).toBe('0: 01000200');
    expect(await get(session, 300)).toBe('0: 01');
    expect(await set(session, 2, [0, 0, 0xc0, 0x3f], 5)).toBe('0');
    expect(stored).toEqual(new Map([[5, 1.5]]));
    expect(await get(session, 2, 5)).toBe('0: 0000c03f');
    expect(await set(session, 7, [1])).toBe('0');
  });

  it.each([
    ['an unknown instance', () => [0x0e, [CLASS, 2, 1], []] as const, '5'],
    ['an unknown attribute', () => [0x0e, [CLASS, 1, 6], []] as const, '14'],
    ['reading one that is only settable', () => [0x0e, [CLASS, 1, 7], []] as const, '14'],
    ['setting an unknown one', () => [0x10, [CLASS, 1, 6], [0]] as const, '14'],
    ['setting one that is not settable', () => [0x10, [CLASS, 1, 1], [0, 0]] as const, 'e'],
    ['an unknown service', () => [0x4b, [CLASS, 1], []] as const, '8'],
    ['too short a value', () => [0x10, [CLASS, 1, 2], [0, 0, 0]] as const, '13'],
    ['too long a value', () => [0x10, [CLASS, 1, 2], [0, 0, 0, 0, 0]] as const, '15'],
    ['a value that the handler refuses', () => [0x10, [CLASS, 1, 2], [0, 0, 0x80, 0xbf]] as const, '9'],
    ['with its own statuses', () => [0x10, [CLASS, 1, 2], [0, 0, 0x7a, 0x44]] as const, '9/1'],
    ['class attribute 1, the revision', () => [0x0e, [CLASS, 0, 1], []] as const, '0: 0400'],
    ['class attribute 2, the highest instance', () => [0x0e, [CLASS, 0, 2], []] as const, '0: 0500'],
    ['class attribute 3, their number', () => [0x0e, [CLASS, 0, 3], []] as const, '0: 0200'],
    ['class attribute 7, the highest attribute', () => [0x0e, [CLASS, 0, 7], []] as const, '0: 2c01'],
  ])('%s', async (_what, request, answer) => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const [code, path, data] = request();
    expect(await ask(await sessionWith(adapter), code, [...path], [...data])).toBe(answer);
  });

  it('Get_Attributes_All gives the readable ones in order of their ids', async () => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const session = await sessionWith(adapter);
    const title = `04${Buffer.from('no 1').toString('hex')}`;
    expect(await ask(session, 0x01, [CLASS, 1])).toBe(`0: 34120000003f${title}0100ffff02000100020001`);
  });

  it('Get_Attribute_List gives each with its status', async () => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const session = await sessionWith(adapter);
    expect(await ask(session, 0x03, [CLASS, 1], [2, 0, 1, 0, 5, 0])).toBe('0: 020001000000341205000000' + '01000200');
    expect(await ask(session, 0x03, [CLASS, 1], [2, 0, 7, 0, 1, 0])).toBe('a: 020007001400010000003412');
    expect(await ask(session, 0x03, [CLASS, 1], [0xf4, 1, 1, 0])).toBe('13');
    expect(await ask(session, 0x03, [CLASS, 1], [1, 0, 1, 0, 2, 0])).toBe('15');
    expect(await ask(session, 0x03, [CLASS, 1], [1])).toBe('13');
  });

  it('Set_Attribute_List sets each, or nothing when it cannot be read', async () => {
    const adapter = await startedAdapter();
    const { stored } = defineSample(adapter);
    const session = await sessionWith(adapter);
    const speed = [2, 0, 0, 0, 0xc0, 0x3f];
    const setList = (...data: number[]) => ask(session, 0x04, [CLASS, 1], data);
    expect(await setList(2, 0, ...speed, 7, 0, 1)).toBe('0: 02000200000007000000');
    expect(stored.get(1)).toBe(1.5);
    stored.clear();
    expect(await setList(2, 0, 1, 0, 0, 0, ...speed)).toBe('a: 020001000e0002000000');
    expect(stored.get(1)).toBe(1.5);
    stored.clear();
    expect(await setList(2, 0, ...speed, 6, 0, 1)).toBe('14');
    expect(await setList(2, 0, ...speed, 7, 0)).toBe('13');
    expect(await setList(1, 0, ...speed, 1)).toBe('15');
    expect(await setList(1, 0, ...speed.slice(0, 5))).toBe('13');
    expect(await setList(1)).toBe('13');
    expect(stored.size).toBe(0);
  });
});

describe('a handler that fails', () => {
  it('gives what its type cannot hold: 0x02, an uncaught EipWriteError, and never another value', async () => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Wrong',
      attributes: {
        at: { id: 1, type: uint, get: () => 70_000 },
        later: { id: 2, type: layout({ x: int(0), y: int(2) }), get: async () => ({ x: 1 }) as never },
      },
    });
    const session = await sessionWith(adapter);
    const caught = await uncaughtWhile(async () => {
      expect(await get(session, 1)).toBe('2');
      expect(await get(session, 2)).toBe('2');
      expect(await ask(session, 0x01, [CLASS, 1])).toBe('2');
      expect(await ask(session, 0x03, [CLASS, 1], [1, 0, 1, 0])).toBe('a: 0100' + '01000200');
    });
    expect(caught).toHaveLength(4);
    expect(caught[0]).toMatchObject({ code: 'EIP_VALUE_REFUSED', field: 'attribute "at"' });
    expect((caught[0] as Error).message).toContain('70000 is no integer from 0 to 65535');
    expect((caught[1] as Error).message).toContain('y: the structure has this field');
  });

  it('throws: 0x02, and the error is uncaught', async () => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Failing',
      attributes: {
        one: {
          id: 1,
          type: uint,
          get: () => {
            throw new Error('get');
          },
          set: async () => {
            throw new Error('set');
          },
        },
      },
    });
    const session = await sessionWith(adapter);
    const caught = await uncaughtWhile(async () => {
      expect(await get(session, 1)).toBe('2');
      expect(await set(session, 1, [1, 0])).toBe('2');
    });
    expect(caught).toEqual([new Error('get'), new Error('set')]);
  });

  it('takes too long: 0x02, and its signal is aborted', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 20 });
    let signal: AbortSignal | undefined;
    adapter.define({
      classId: CLASS,
      name: 'Slow',
      attributes: {
        one: {
          id: 1,
          type: uint,
          get(request) {
            signal = request.signal;
            return new Promise<number>((_done, fail) => {
              request.signal.addEventListener('abort', () => fail(request.signal.reason));
            });
          },
        },
      },
    });
    const session = await sessionWith(adapter);
    expect(await get(session, 1)).toBe('2');
    await until('the signal', () => signal?.aborted === true);
  });
});

describe('services', () => {
  it('take and give bytes, or typed values; on instances, on the class, or both', async () => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Services',
      instances: 2,
      services: {
        echo: { code: 0x4b, run: ({ value }) => value },
        half: service({
          code: 0x4c,
          request: dint,
          reply: real,
          async run({ value, instance }) {
            expectTypeOf(value).toBeNumber();
            return value / 2 + instance;
          },
        }),
        nothing: { code: 0x32, on: 'class', run: () => {} },
        where: { code: 0x33, on: 'both', run: ({ instance, attribute }) => Uint8Array.of(instance, attribute) },
        no: service({
          code: 0x34,
          run() {
            throw new CipRefusal(0x1f, 7);
          },
        }),
        text: service({ code: 0x35, request: varString(4), reply: varBytes(), run: ({ value }) => Buffer.from(value) }),
      },
    });
    const session = await sessionWith(adapter);
    expect(await ask(session, 0x4b, [CLASS, 2], [1, 2, 3])).toBe('0: 010203');
    expect(await ask(session, 0x4c, [CLASS, 2], [3, 0, 0, 0])).toBe('0: 00006040');
    expect(await ask(session, 0x4c, [CLASS, 2], [3, 0, 0])).toBe('13');
    expect(await ask(session, 0x32, [CLASS, 0])).toBe('0');
    expect(await ask(session, 0x32, [CLASS, 1])).toBe('8');
    expect(await ask(session, 0x4b, [CLASS, 0])).toBe('8');
    expect(await ask(session, 0x33, [CLASS, 0])).toBe('0: 0000');
    expect(await ask(session, 0x33, [CLASS, 2, 9])).toBe('0: 0209');
    expect(await ask(session, 0x34, [CLASS, 1])).toBe('1f/7');
    expect(await ask(session, 0x35, [CLASS, 1], [2, 0, 0x68, 0x69])).toBe('0: 6869');
    expect(await ask(session, 0x35, [CLASS, 1], [5, 0, 1, 2, 3, 4, 5])).toBe('9');
  });

  it('without attributes a class may answer every service itself', async () => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Raw',
      services: { get: { code: 0x0e, run: ({ attribute }) => Uint8Array.of(attribute) } },
    });
    expect(await get(await sessionWith(adapter), 77)).toBe('0: 4d');
  });

  it('a reply that fits no message: 0x11', async () => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Large',
      services: { large: { code: 0x4b, run: () => new Uint8Array(100_000) } },
    });
    expect(await ask(await sessionWith(adapter), 0x4b, [CLASS, 1])).toBe('11');
  });
});

describe('define', () => {
  it('before start() and while running, from the next request on; remove() ends it', async () => {
    const adapter = newAdapter();
    const before = adapter.define({
      classId: 0x300,
      name: 'Before',
      attributes: { a: { id: 1, type: uint, value: 1 } },
    });
    await adapter.start();
    const session = await sessionWith(adapter);
    expect(await ask(session, 0x0e, [0x300, 1, 1])).toBe('0: 0100');
    for (let round = 0; round < 20; round++) {
      const during = adapter.define({
        classId: CLASS,
        name: 'During',
        attributes: { a: { id: 1, type: uint, value: 2 } },
      });
      expect(await get(session, 1)).toBe('0: 0200');
      during.remove();
      during.remove();
      expect(await get(session, 1)).toBe('5');
    }
    before.remove();
    expect(await ask(session, 0x0e, [0x300, 1, 1])).toBe('5');
  });

  it('stays over stop() and start()', async () => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    await adapter.stop();
    await adapter.start();
    expect(await get(await sessionWith(adapter), 1)).toBe('0: 3412');
  });

  it('200 classes at once are more than one turn takes, and all are there', async () => {
    const adapter = await startedAdapter({ limits: { pendingRequests: 1 } });
    const ids = Array.from({ length: 200 }, (_, i) => 0x300 + i);
    for (const classId of ids) {
      adapter.define({ classId, name: `Class ${classId}`, attributes: { a: { id: 1, type: uint, value: classId } } });
    }
    const session = await sessionWith(adapter);
    await new Promise((done) => setTimeout(done, 50));
    for (const classId of ids) {
      const [low, high] = [classId & 0xff, classId >> 8].map((byte) => byte.toString(16).padStart(2, '0'));
      expect(await ask(session, 0x0e, [classId, 1, 1])).toBe(`0: ${low}${high}`);
    }
  });

  it('refuses every class that the core has itself', async () => {
    const adapter = await startedAdapter();
    const session = await sessionWith(adapter);
    const there: number[] = [];
    for (let classId = 1; classId <= 0x500; classId++) {
      if ((await ask(session, 0x0e, [classId, 0, 1])) !== '5') there.push(classId);
    }
    expect(there).toContain(0x06);
    for (const classId of there) {
      expect(() => adapter.define({ classId, name: 'One' }), `class ${classId}`).toThrow(EipConfigError);
    }
  });

  it('in a class without attributes or services instances are there, and nothing in them', async () => {
    const adapter = await startedAdapter();
    adapter.define({ classId: CLASS, name: 'Empty', instances: 0 });
    const session = await sessionWith(adapter);
    expect(await get(session, 1)).toBe('5');
    expect(await ask(session, 0x0e, [CLASS, 0, 3])).toBe('0: 0000');
  });
});
