import { describe, expect, it } from 'vitest';
import { bool, int, layout, real } from '../../../src/adapter/index.js';
import { InputAssembly } from '../../../src/adapter/input-assembly.js';
import { InputImage } from '../../../src/adapter/input-image.js';
import type { InputNotices } from '../../../src/adapter/input-notices.js';
import { allocateShared } from '../../../src/adapter/shared-views.js';
import { EipError, EipWriteError } from '../../../src/errors.js';
import { normalAssembly } from './normal-assembly.js';
import { inputPlace } from './shared-places.js';

const fields = layout({ ready: bool(0, 0), count: int(2), score: real(4) });
type Result = ReturnType<typeof fields.read>;

const named = (withLayout = true) =>
  new InputAssembly<Result>(
    normalAssembly({ name: 'result', instance: 100, kind: 'input', size: 8, layout: withLayout ? fields : undefined }),
    false,
  );

/** An image on real shared memory, and what its consumer would find there. */
function image() {
  const place = inputPlace(8);
  const views = allocateShared(place.firstByte + 3 * place.strideBytes);
  views.words.set([0, 1, 2]);
  const published = () => {
    const slot = (views.words[0] ?? 0) & 3;
    const first = place.firstByte + slot * place.strideBytes;
    return [...views.bytes.subarray(first, first + 8)];
  };
  const isFresh = () => ((views.words[0] ?? 0) & 4) !== 0;
  const fetch = () => {
    views.words[0] = (views.words[0] ?? 0) & 3;
  };
  const told: string[] = [];
  const notices = {
    changed: () => told.push('changed'),
    triggered: () => told.push('triggered'),
  } as unknown as InputNotices;
  const touched = () => views.words[place.touchedWord];
  const wait = () => {
    views.words[place.applicationWord] = 1;
  };
  return { image: new InputImage(views, place, 0, notices, true), published, isFresh, fetch, touched, told, wait };
}

function running(withLayout = true) {
  const assembly = named(withLayout);
  const { image: shared, ...seen } = image();
  assembly.attach(shared);
  seen.fetch();
  return { assembly, ...seen };
}

describe('InputAssembly', () => {
  it('publishes one whole value a set; the other fields stay', () => {
    const { assembly, published } = running();
    assembly.set({ ready: true, score: 1.5 });
    assembly.set({ count: 2 });
    expect(published()).toEqual([1, 0, 2, 0, 0, 0, 0xc0, 0x3f]);
    expect(assembly.value).toEqual({ ready: true, count: 2, score: 1.5 });
  });

  it('writes bytes from an offset on; the others stay', () => {
    const { assembly, published } = running(false);
    assembly.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    assembly.write([9, 10], 6);
    assembly.write(Buffer.from([11]));
    expect(published()).toEqual([11, 2, 3, 4, 5, 6, 9, 10]);
    expect(assembly.value).toEqual(Uint8Array.of(11, 2, 3, 4, 5, 6, 9, 10));
  });

  it('a value is a copy', () => {
    const { assembly } = running(false);
    (assembly.value as unknown as Uint8Array)[0] = 5;
    expect([...(assembly.value as unknown as Uint8Array)]).toEqual(new Array(8).fill(0));
  });

  it.each([
    [
      'a value its field cannot hold',
      (a: InputAssembly<Result>) => a.set({ ready: true, count: 40_000 }),
      EipWriteError,
      { code: 'EIP_VALUE_REFUSED', assembly: 'result', field: 'count' },
    ],
    [
      'NaN',
      (a: InputAssembly<Result>) => a.set({ ready: true, score: Number.NaN }),
      EipWriteError,
      { code: 'EIP_VALUE_REFUSED', field: 'score' },
    ],
    [
      'undefined',
      (a: InputAssembly<Result>) => a.set({ ready: true, score: undefined }),
      EipWriteError,
      { field: 'score' },
    ],
    [
      'an unknown field',
      (a: InputAssembly<Result>) => a.set({ ready: true, redy: true } as never),
      TypeError,
      { message: '"result": redy: no such field (did you mean "ready"?). There are: ready, count, score' },
    ],
    [
      'a write longer than the assembly',
      (a: InputAssembly<Result>) => a.write(new Uint8Array(9).fill(1)),
      EipWriteError,
      { code: 'EIP_WRITE_TOO_LONG', assembly: 'result' },
    ],
    [
      'a write over the end',
      (a: InputAssembly<Result>) => a.write([1, 1], 7),
      EipWriteError,
      { code: 'EIP_WRITE_TOO_LONG' },
    ],
    ['a negative offset', (a: InputAssembly<Result>) => a.write([1], -1), TypeError, {}],
    ['half an offset', (a: InputAssembly<Result>) => a.write([1], 0.5), TypeError, {}],
    ['a number that is no byte', (a: InputAssembly<Result>) => a.write([1, 256]), TypeError, {}],
    ['an array with holes', (a: InputAssembly<Result>) => a.write(new Array<number>(2)), TypeError, {}],
    [
      'a list of values',
      (a: InputAssembly<Result>) => a.set([true] as never),
      TypeError,
      { message: '"result": expected { field: value, ... }, got an array' },
    ],
    ['a string', (a: InputAssembly<Result>) => a.write('abc' as never), TypeError, {}],
  ])('refuses %s: nothing is changed, nothing is published', (_case, change, type, data) => {
    const { assembly, isFresh } = running();
    expect(() => change(assembly)).toThrow(type);
    expect(() => change(assembly)).toThrow(expect.objectContaining(data));
    expect(assembly.value).toEqual({ ready: false, count: 0, score: 0 });
    expect(isFresh()).toBe(false);
  });

  it('set without a layout says what to use', () => {
    expect(() => named(false).set({ ready: true })).toThrow('"result" has no layout: use write(bytes)');
  });

  it('what is set before the start is what is published with it', () => {
    const assembly = named();
    assembly.set({ count: 7 });
    const { image: shared, published, isFresh } = image();
    assembly.attach(shared);
    expect(isFresh()).toBe(true);
    expect(published()).toEqual([0, 0, 7, 0, 0, 0, 0, 0]);
  });

  it('after stop() a write is refused, until the next start', () => {
    const { assembly } = running();
    assembly.set({ count: 7 });
    assembly.detach(true);
    expect(() => assembly.set({ count: 8 })).toThrow(EipError);
    expect(() => assembly.write([1])).toThrow(expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED' }));
    const { image: shared, published } = image();
    assembly.attach(shared);
    expect(published()[2]).toBe(7);
    expect(() => assembly.set({ count: 8 })).not.toThrow();
  });

  it('the input of a mirror is not to be written, and publishes nothing', () => {
    const assembly = new InputAssembly(normalAssembly({ name: 'echo', instance: 1, kind: 'input', size: 8 }), true);
    const { image: shared, isFresh } = image();
    assembly.attach(shared);
    expect(isFresh()).toBe(false);
    expect(() => assembly.write([1])).toThrow(
      expect.objectContaining({ code: 'EIP_INPUT_MIRRORED', assembly: 'echo' }),
    );
  });

  it('touch() says that the value is still meant, without publishing it', () => {
    const { assembly, isFresh, touched } = running();
    const before = touched() ?? 0;
    assembly.touch();
    expect([touched(), isFresh()]).toEqual([before + 1, false]);
    assembly.set({ count: 1 });
    expect([touched(), isFresh()]).toEqual([before + 2, true]);
  });

  it('touch() is allowed where set() is: before the start, not after stop(), not on the input of a mirror', () => {
    const assembly = named();
    expect(() => assembly.touch()).not.toThrow();
    assembly.detach(true);
    expect(() => assembly.touch()).toThrow(expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED' }));
    const mirrored = new InputAssembly(normalAssembly({ name: 'echo', instance: 1, kind: 'input', size: 8 }), true);
    expect(() => mirrored.touch()).toThrow(expect.objectContaining({ code: 'EIP_INPUT_MIRRORED' }));
  });

  it('trigger() tells the I/O thread, and is refused while nothing runs', () => {
    const { assembly, told, wait } = running();
    assembly.trigger();
    expect(told).toEqual([]);
    wait();
    assembly.trigger();
    expect(told).toEqual(['triggered']);
    assembly.detach(true);
    const error = expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED', assembly: 'result' });
    expect(() => assembly.trigger()).toThrow(error);
    expect(() => named().trigger()).toThrow(error);
  });
});
