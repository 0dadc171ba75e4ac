import { describe, expect, it } from 'vitest';
import { ConnectionTable } from '../../../src/adapter/connection-table.js';
import type { NativeConnectionInfo } from '../../../src/native/binding.js';
import { normalAssembly } from './normal-assembly.js';

const table = () =>
  new ConnectionTable([
    normalAssembly({ name: 'command', instance: 150, kind: 'output', size: 4 }),
    normalAssembly({ name: 'result', instance: 100, kind: 'input', size: 4 }),
  ]);

const native = (slot: number, connectionSerial = slot): NativeConnectionInfo => ({
  slot,
  type: 'exclusiveOwner',
  output: 150,
  input: 100,
  config: 0,
  connectionSerial,
  originatorVendor: 1,
  originatorSerial: 2,
  originatorAddress: '127.0.0.1',
  originatorPort: 2222,
  outputConnectionId: 3,
  inputConnectionId: 4,
  outputApiUs: 2500,
  inputApiUs: 250,
  outputSize: 4,
  inputSize: 4,
  timeoutUs: 10_000,
  transportClass: 0,
  trigger: 'changeOfState',
  multicast: true,
});

describe('ConnectionTable', () => {
  it('names assemblies and gives times in milliseconds', () => {
    expect(table().apply('opened', native(0))).toMatchObject({
      output: 'command',
      input: 'result',
      config: null,
      originator: { address: '127.0.0.1', port: 2222, vendorId: 1, serialNumber: 2 },
      outputApiMs: 2.5,
      inputApiMs: 0.25,
      timeoutMs: 10,
      transportClass: 0,
      trigger: 'changeOfState',
      multicast: true,
    });
  });

  it('keeps every key in JSON, also of names that it has not', () => {
    const info = table().apply('opened', { ...native(0), output: 0, input: 0 });
    expect(info).toMatchObject({ output: null, input: null, config: null });
    expect(JSON.parse(JSON.stringify(info))).toStrictEqual(info);
  });

  it.each(['closed', 'timedOut', 'aborted'] as const)('%s takes it out, but its data still has an origin', (change) => {
    const connections = table();
    const opened = connections.apply('opened', native(3));
    expect(connections.apply(change, native(3))).toBe(opened);
    expect(connections.list()).toEqual([]);
    expect(connections.ofSlot(3)).toBe(opened);
  });

  it('a slot used again is another connection', () => {
    const connections = table();
    connections.apply('opened', native(1, 10));
    connections.apply('closed', native(1, 10));
    connections.apply('opened', native(1, 11));
    expect(connections.ofSlot(1)).toMatchObject({ connectionSerial: 11 });
  });

  it('lists by slot', () => {
    const connections = table();
    for (const slot of [5, 2, 9]) connections.apply('opened', native(slot));
    expect(connections.list().map(({ slot }) => slot)).toEqual([2, 5, 9]);
  });

  it('a resync replaces all of it', () => {
    const connections = table();
    connections.apply('opened', native(1));
    connections.replace([native(2), native(4)]);
    expect(connections.list().map(({ slot }) => slot)).toEqual([2, 4]);
  });

  it('an explicit message has no connection', () => expect(table().ofSlot(-1)).toBeUndefined());
});
