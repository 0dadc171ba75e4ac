import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  Adapter,
  type AdapterOptions,
  bool,
  bytes,
  type DataEvent,
  int,
  layout,
  lint,
  real,
} from '../../../src/index.js';

const make = () =>
  new Adapter({
    host: '127.0.0.2',
    identity: { vendorId: 1234, serialNumber: 1, productName: 'Vision cell' },
    assemblies: {
      command: { instance: 150, kind: 'output', layout: layout({ start: bool(0, 0), recipe: int(2) }), size: 32 },
      result: { instance: 100, kind: 'input', layout: layout({ ready: bool(0, 0), score: real(4) }), size: 32 },
      setup: { instance: 151, kind: 'config', size: 10 },
      note: { instance: 154, kind: 'explicit', layout: layout({ at: lint(0), text: bytes(8, 4) }) },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
  });

/** Accepted by the compiler only where `@ts-expect-error` marks it; the linter's type check runs over this file. */
const neverCalled = (_mistakes: (adapter: ReturnType<typeof make>) => void) => {};

describe('Adapter is typed by its layouts', () => {
  it('values', () => {
    const adapter = make();
    expectTypeOf(adapter.output('command').read).returns.toMatchTypeOf<{ value: { start: boolean; recipe: number } }>();
    expectTypeOf(adapter.input('result').value).toEqualTypeOf<{ ready: boolean; score: number }>();
    expectTypeOf(adapter.config('setup').read).returns.toMatchTypeOf<{ value: Uint8Array }>();
    expectTypeOf(adapter.explicit('note').read).returns.toMatchTypeOf<{ value: { at: bigint; text: Uint8Array } }>();
  });

  it('events', () => {
    make()
      .output('command')
      .on('data', (event) => expectTypeOf(event).toEqualTypeOf<DataEvent<{ start: boolean; recipe: number }>>());
  });

  it('an adapter whose assemblies are not known when compiling takes any name and has unknown values', () => {
    const options: AdapterOptions = { identity: { vendorId: 1, serialNumber: 1, productName: 'x' }, assemblies: {} };
    const adapter = new Adapter(options);
    expectTypeOf(adapter.output).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(adapter.input).returns.toHaveProperty('value').toEqualTypeOf<unknown>();
  });

  it('mistakes do not compile', () => {
    neverCalled((adapter) => {
      // @ts-expect-error no such output
      adapter.output('comand');
      // @ts-expect-error an input is no output
      adapter.output('result');
      // @ts-expect-error no such field
      adapter.input('result').set({ redy: true });
      // @ts-expect-error a field of another type
      adapter.input('result').set({ ready: 1 });
      // @ts-expect-error no such event
      adapter.on('conection', () => {});
    });
  });
});

describe('Adapter by name', () => {
  it.each([
    [
      'an unknown name',
      (a: Adapter) => a.output('comand'),
      'comand: no such output assembly (did you mean "command"?). There are: command',
    ],
    [
      'a name of another kind',
      (a: Adapter) => a.output('result'),
      'result: no such output assembly. There are: command',
    ],
    [
      'a name of Object.prototype',
      (a: Adapter) => a.input('toString'),
      'toString: no such input assembly. There are: result',
    ],
    ['no name', (a: Adapter) => a.config(undefined as never), 'no such config assembly. There are: setup'],
  ])('%s is a TypeError that names what there is', (_case, use, message) => {
    const adapter = make() as unknown as Adapter;
    expect(() => use(adapter)).toThrow(TypeError);
    expect(() => use(adapter)).toThrow(message);
  });

  it('the same name is the same object', () => {
    const adapter = make();
    expect(adapter.output('command')).toBe(adapter.output('command'));
  });

  it('an assembly knows its name, instance and size', () => {
    expect(make().explicit('note')).toMatchObject({ name: 'note', instance: 154, size: 12 });
    expect(make().input('result')).toMatchObject({ name: 'result', instance: 100, size: 32 });
  });
});

describe('Adapter that was not started', () => {
  it('takes first values of inputs, holds none of outputs', () => {
    const adapter = make();
    adapter.input('result').set({ score: 0.5 });
    expect(adapter.input('result').value).toEqual({ ready: false, score: 0.5 });
    expect(() => adapter.output('command').read()).toThrow(
      expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED' }),
    );
  });

  it('stop() is nothing', async () => {
    await expect(make().stop()).resolves.toBeUndefined();
    expect(make().status().state).toBe('new');
  });

  it('status() tells what it is, in JSON', () => {
    const status = make().status();
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    expect(status).toMatchObject({
      state: 'new',
      address: null,
      port: null,
      ioPort: null,
      scheduling: null,
      connections: [],
      assemblies: {
        command: { instance: 150, kind: 'output', size: 32, connections: null, overwritten: null },
        note: { instance: 154, kind: 'explicit', size: 12 },
      },
    });
  });
});
