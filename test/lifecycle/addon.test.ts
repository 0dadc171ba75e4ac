/** The addon by itself: what it refuses, and in which words. The facade never asks for any of it. */
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { nativeOptions } from '../../src/adapter/native-options.js';
import { normalise } from '../../src/adapter/options.js';
import type { NativeAdapter, NativeAddition, NativeAssembly, NativeOptions } from '../../src/native/binding.js';
import { loadAddon } from '../../src/native/load.js';

const addon = loadAddon(resolve(__dirname, '../..'));
const ADDRESS = '127.0.54.2';

const options: NativeOptions = nativeOptions(
  normalise({
    host: ADDRESS,
    port: 0,
    ioPort: 0,
    identity: { vendorId: 1, serialNumber: 1, productName: 'Addon' },
    assemblies: { out: { instance: 150, kind: 'output', size: 4 }, in: { instance: 100, kind: 'input', size: 4 } },
    connections: [{ type: 'exclusiveOwner', output: 'out', input: 'in' }],
  }),
  ADDRESS,
);

const open: NativeAdapter[] = [];
afterEach(() => {
  for (const adapter of open.splice(0)) adapter.close();
});

function memoryFor(asked: NativeOptions = options): Int32Array {
  return new Int32Array(new SharedArrayBuffer(addon.memorySize(asked)));
}

function newNative(asked: NativeOptions = options): NativeAdapter {
  const adapter = new addon.NativeAdapter(asked, memoryFor(asked), () => {});
  open.push(adapter);
  return adapter;
}

const thrown = (work: () => unknown): NodeJS.ErrnoException => {
  try {
    work();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error('nothing was thrown');
};

describe('options', () => {
  const wrong: [string, unknown, string][] = [
    ['none', undefined, 'options: expected an object'],
    ['a port above 65535', { ...options, port: 65536 }, 'options.port: expected an integer from 0 to 65535'],
    ['a fraction', { ...options, livenessMs: 0.5 }, 'options.livenessMs: expected an integer from 0 to 3600000'],
    ['no limits', { ...options, limits: undefined }, 'options.limits: expected an object'],
    ['a kind that there is not', spoilt({ kind: 'both' }), 'options.assemblies[0].kind: expected one of output input'],
    ['a size above 65000', spoilt({ size: 65001 }), 'options.assemblies[0].size: expected an integer from 0 to 65000'],
    ['assemblies that are no array', { ...options, assemblies: {} }, 'options.assemblies: expected an array'],
    ['a mirror into nothing', { ...options, mirrors: [{ output: 0, input: 7 }] }, 'options.mirrors[0].input: expected'],
    [
      'a mirror the wrong way',
      { ...options, mirrors: [{ output: 1, input: 0 }] },
      'options.mirrors[0].input: expected',
    ],
  ];

  function spoilt(change: object): unknown {
    const [first, ...others] = options.assemblies;
    return { ...options, assemblies: [{ ...first, ...change }, ...others] };
  }

  test.each(wrong)('%s: a TypeError that names the option', (_, asked, message) => {
    const memory = memoryFor();
    const error = thrown(() => new addon.NativeAdapter(asked as NativeOptions, memory, () => {}));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(thrown(() => addon.memorySize(asked as NativeOptions)).message).toContain(message);
  });
});

describe('memory', () => {
  const wrong: [string, unknown][] = [
    ['a plain buffer, which could be detached', new Int32Array(addon.memorySize(options))],
    ['bytes', new Uint8Array(new SharedArrayBuffer(addon.memorySize(options)))],
    ['a part of the buffer', new Int32Array(new SharedArrayBuffer(addon.memorySize(options) + 8), 8)],
    ['the buffer itself', new SharedArrayBuffer(addon.memorySize(options))],
  ];

  test.each(wrong)('%s is refused', (_, memory) => {
    const error = thrown(() => new addon.NativeAdapter(options, memory as Int32Array, () => {}));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('memory: expected an Int32Array over a whole SharedArrayBuffer');
  });

  test('too little of it is refused', () => {
    const memory = new Int32Array(new SharedArrayBuffer(addon.memorySize(options) - 4));
    expect(() => new addon.NativeAdapter(options, memory, () => {})).toThrow('shorter than memorySize(options)');
  });

  test('the places lie inside the buffer and are of whole words', () => {
    const memory = memoryFor();
    const { map } = new addon.NativeAdapter(options, memory, () => {});
    const last = map.outputs[0];
    expect(last?.capacity).toBe(4);
    expect((last?.dataByte ?? 0) + 4).toBeLessThanOrEqual(memory.byteLength);
    expect(map.outputs[1]).toBeUndefined();
    expect(map.inputs[0]).toBeUndefined();
    expect(map.dataSlots).toBeGreaterThan(options.assemblies.length);
    expect(Object.values(map.counterLongs).every((long) => long * 8 + 8 <= memory.byteLength)).toBe(true);
  });
});

describe('open and close', () => {
  test('open tells the ports that the kernel chose', () => {
    const { port, ioPort, scheduling } = newNative().open();
    expect(port).toBeGreaterThan(0);
    expect(ioPort).toBeGreaterThan(0);
    expect(scheduling.timer).toBe('timerfd');
  });

  test('open twice, and after close, is refused; close is idempotent', () => {
    const adapter = newNative();
    adapter.open();
    expect(thrown(() => adapter.open()).code).toBe('EIP_STATE');
    adapter.close();
    adapter.close();
    expect(thrown(() => adapter.open()).code).toBe('EIP_STATE');
    expect(adapter.takeEvents()).toEqual([]);
    expect(adapter.takeEvents()).toEqual([]);
  });

  test('a port in use: an error as Node makes them, and open works once it is free', () => {
    const first = newNative();
    const { port } = first.open();
    const second = newNative({ ...options, port });
    const error = thrown(() => second.open());
    expect(error).toMatchObject({ code: 'EADDRINUSE', syscall: 'bind', address: ADDRESS, port, transport: 'tcp' });
    expect(error.message).toBe(`bind EADDRINUSE ${ADDRESS}:${port}`);
    first.close();
    expect(second.open().port).toBe(port);
  });

  test('options that the core refuses: a RangeError that names them', () => {
    const [point] = options.points;
    const error = thrown(() => newNative({ ...options, points: [{ ...point, input: 99 } as never] }).open());
    expect(error).toBeInstanceOf(RangeError);
    expect(error.code).toBe('EIP_OPTIONS');
    expect(error.message).toContain('points[0]');
  });

  test('ref without a boolean is a TypeError', () => {
    expect(() => newNative().ref('yes' as never)).toThrow(TypeError);
  });
});

describe('assemblies that come and go', () => {
  const assembly = { ...options.assemblies[0], instance: 200 } as NativeAssembly;
  const memoryOf = (asked: NativeAssembly) => new Int32Array(new SharedArrayBuffer(addon.assemblySize(asked)));
  const good = () => ({ assembly, memory: memoryOf(assembly), index: 2, points: [] });

  function opened(): NativeAdapter {
    const adapter = newNative();
    adapter.open();
    return adapter;
  }

  test('the images are in the memory, and only the kind that it is', () => {
    const memory = memoryOf(assembly);
    const { output, input } = addon.prepareAssembly(assembly, memory);
    expect(input).toBeUndefined();
    expect((output?.dataByte ?? 0) + 4).toBeLessThanOrEqual(memory.byteLength);
    expect(memory[output?.connectionWord ?? 0]).toBe(-1);
  });

  const wrong: [string, () => unknown, string][] = [
    ['no object', () => undefined, 'addition: expected an object'],
    ['no points', () => ({ ...good(), points: undefined }), 'addition.points: expected an array'],
    ['an index beyond the limit', () => ({ ...good(), index: options.limits.assemblies }), 'addition.index: expected'],
    ['no memory', () => ({ ...good(), memory: undefined }), 'memory: expected an Int32Array over a whole Shared'],
    ['a plain buffer', () => ({ ...good(), memory: new Int32Array(4096) }), 'memory: expected an Int32Array over a'],
    ['too little memory', () => ({ ...good(), memory: memoryOf(assembly).subarray(1) }), 'memory: expected'],
    [
      'too short memory',
      () => ({ ...good(), memory: new Int32Array(new SharedArrayBuffer(addon.assemblySize(assembly) - 4)) }),
      'memory: shorter than assemblySize(assembly)',
    ],
    ['a wrong assembly', () => ({ ...good(), assembly: { ...assembly, size: -1 } }), 'assembly.size: expected'],
  ];

  test.each(wrong)('%s: a TypeError that says so', (_, addition, message) => {
    const error = thrown(() => opened().add(addition() as NativeAddition));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
  });

  test('prepareAssembly and assemblySize refuse the same', () => {
    expect(() => addon.assemblySize({ ...assembly, kind: 'both' as never })).toThrow(TypeError);
    expect(() => addon.prepareAssembly(assembly, new Int32Array(new SharedArrayBuffer(64)))).toThrow('shorter than');
    expect(() => opened().removeAssembly('x' as never)).toThrow(TypeError);
    expect(() => opened().removePoint(1, 'x' as never)).toThrow(TypeError);
  });

  test('an index whose memory is in use is refused, until it is free', async () => {
    const adapter = opened();
    const done = async () => {
      for (;;) {
        const [event] = adapter.takeEvents();
        if (event?.type === 'done') return event.problem;
        await new Promise((next) => setTimeout(next, 1));
      }
    };
    expect(adapter.add(good())).toBe(true);
    expect(await done()).toBeUndefined();
    expect(() => adapter.add(good())).toThrow("addition.index: it is another assembly's");
    expect(adapter.removeAssembly(2)).toBe(true);
    expect(await done()).toBeUndefined();
    expect(adapter.add({ ...good(), assembly: { ...assembly, instance: 150 } })).toBe(true);
    expect(await done()).toBe('it is declared twice');
    expect(adapter.removeAssembly(2)).toBe(true);
    expect(await done()).toContain('not declared');
    expect(adapter.add(good())).toBe(true);
    expect(await done()).toBeUndefined();
  });

  test('no more are under way than can be acknowledged; on a closed adapter nothing happens', () => {
    const adapter = opened();
    let taken = 0;
    while (adapter.removePoint(1, 2)) taken++;
    expect(taken).toBe(8);
    expect(adapter.add(good())).toBe(false);
    adapter.close();
    expect(adapter.takeEvents().filter(({ type }) => type === 'done')).toHaveLength(8);
    expect([adapter.add(good()), adapter.removeAssembly(2), adapter.removePoint(1, 2)]).toEqual([true, true, true]);
  });
});

describe('requests and classes', () => {
  const sample = { classId: 0x64, revision: 1, attributes: [], services: [], instances: [1] };

  test.each<[string, unknown[]]>([
    ['a token that is none', ['x', 0, 0]],
    ['a negative token', [-1, 0, 0]],
    ['a general status above 255', [1, 256, 0]],
    ['an extended status above 65535', [1, 1, 65536]],
    ['data that is no Uint8Array', [1, 0, 0, [1, 2]]],
    ['nothing', []],
  ])('complete with %s is a TypeError', (_, given) => {
    const adapter = newNative();
    adapter.open();
    expect(() => Reflect.apply(adapter.complete, adapter, given)).toThrow(TypeError);
  });

  test('an answer to no request is counted, one to a closed adapter is nothing', async () => {
    const adapter = newNative();
    const memory = memoryFor();
    expect(adapter.complete(1, 0, 0)).toBe(true);
    const open = new addon.NativeAdapter(options, memory, () => {});
    open.open();
    const late = () => Number(Atomics.load(new BigInt64Array(memory.buffer), open.map.counterLongs.answersLate ?? 0));
    expect(open.complete(1, 0, 0, new Uint8Array(100_000))).toBe(true);
    while (late() === 0) await new Promise(setImmediate);
    open.close();
    expect(open.complete(1, 0, 0)).toBe(true);
    expect(late()).toBe(1);
  });

  test('more commands than there is room for are refused, not queued', () => {
    const adapter = newNative({ ...options, limits: { ...options.limits, pendingRequests: 1 } });
    adapter.open();
    let taken = 0;
    // Faster than the I/O thread, or in the end never refused: either way nothing is lost.
    while (taken < 100_000 && adapter.complete(1, 0, 0)) taken++;
    expect(taken).toBeGreaterThan(30);
  });

  test.each([
    ['without an id', { ...sample, classId: undefined }, 'class.classId: expected an integer from 1 to 65535'],
    ['with an attribute 0', { ...sample, attributes: [{ id: 0, get: true, set: true }] }, 'class.attributes[0].id'],
    ['with a service 128', { ...sample, services: [{ code: 128, onClass: true, onInstance: true }] }, '[0].code'],
    ['with an instance 0', { ...sample, instances: [0] }, 'class.instances: expected'],
  ])('a class %s is a TypeError', (_, definition, message) => {
    const adapter = newNative();
    adapter.open();
    const error = thrown(() => adapter.defineClass(definition as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(() => adapter.removeClass('x' as never)).toThrow(TypeError);
  });

  test('classes that the core refuses at open: a RangeError that names them', () => {
    const error = thrown(() => newNative({ ...options, classes: [sample, { ...sample, classId: 4 }] }).open());
    expect(error.code).toBe('EIP_OPTIONS');
    expect(error.message).toContain('classes[1]');
  });
});
