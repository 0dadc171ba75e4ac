import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Adapter, loadAdapterConfig } from '../../../../src/adapter/index.js';
import { EipConfigError } from '../../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-load-'));
const file = join(folder, 'cell.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  writeFileSync(file, text);
  return loadAdapterConfig(file);
}

/** `LINE:COLUMN option: message`, in the order of the file. */
function refusals(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    expect(error).toMatchObject({ code: 'EIP_CONFIG_INVALID', file });
    return (error.problems ?? []).map(({ line, column, option, message }) => `${line}:${column} ${option}: ${message}`);
  }
  return [];
}

const CELL = `
adapter:
  host: 127.0.0.2
  identity: { vendorId: 1234, serialNumber: 0xabcdef01, productName: Vision cell, revision: [1, 2] }
  assemblies:
    command:
      instance: 150
      kind: output
      size: 32
      layout:
        start: { type: bool, offset: 0, bit: 0 }
        recipe: { type: int, offset: 2 }
    result:
      instance: 100
      kind: input
      layout: { score: { type: real, offset: 4 } }
  connections:
    - { type: exclusiveOwner, output: command, input: result }
`;

describe('loadAdapterConfig', () => {
  it('gives what new Adapter takes', () => {
    const options = load(CELL);
    expect(options).toMatchObject({ host: '127.0.0.2', identity: { serialNumber: 0xabcdef01, revision: [1, 2] } });
    expect(options.assemblies.command?.layout?.size).toBe(4);
    const adapter = new Adapter(options);
    adapter.input('result').set({ score: 0.5 } as never);
    expect(adapter.input('result').value).toEqual({ score: 0.5 });
    expect(adapter.status().assemblies).toMatchObject({ command: { size: 32 }, result: { size: 8 } });
  });

  it('takes JSON as well', () => {
    const options = load(CELL);
    const json = JSON.stringify({
      adapter: { ...options, assemblies: { a: { instance: 1, kind: 'input', size: 4 } }, connections: [] },
    });
    expect(load(json).assemblies).toEqual({ a: { instance: 1, kind: 'input', size: 4 } });
  });

  it.each([
    [
      'a number out of range',
      ['vendorId: 1234', 'vendorId: 70000'],
      '4:15 adapter.identity.vendorId: expected a whole number from 0 to 65535, got 70000',
    ],
    [
      'a text for a number',
      ['instance: 150', 'instance: "150"'],
      '7:7 adapter.assemblies.command.instance: expected a whole number from 1 to 4294967295, got "150"',
    ],
    [
      'an element of a list',
      ['[1, 2]', '[1, 300]'],
      '4:97 adapter.identity.revision[1]: expected a whole number from 1 to 255, got 300',
    ],
    [
      'a misspelt option',
      ['size: 32', 'sise: 32'],
      '9:7 adapter.assemblies.command.sise: no such option (did you mean "size"?)',
    ],
    [
      'a kind that is none',
      ['kind: output', 'kind: out'],
      '8:7 adapter.assemblies.command.kind: expected one of "output", "input", "config", "explicit", got "out"',
    ],
    [
      'a missing option',
      ['vendorId: 1234, ', ''],
      '4:3 adapter.identity.vendorId: expected a whole number from 0 to 65535, got nothing',
    ],
    [
      'a wrong layout',
      ['bit: 0', 'bit: 9'],
      '11:41 adapter.assemblies.command.layout.start.bit: expected a whole number from 0 to 7, got 9',
    ],
    [
      'a layout that the size does not hold',
      ['size: 32', 'size: 3'],
      '10:7 adapter.assemblies.command.layout: its fields need 4 bytes, the assembly has 3',
    ],
    [
      'what holds between options',
      ['output: command, input', 'output: comand, input'],
      '18:31 adapter.connections[0].output: comand: no such output assembly (did you mean "command"?)',
    ],
    [
      'a key twice',
      ['kind: output', 'kind: output\n      kind: input'],
      '9:7 adapter.assemblies.command.kind: is there already, in line 8',
    ],
  ])('tells line, column, option, what was found and what is allowed: %s', (_case, [from, to], message) => {
    const told = refusals(CELL.replace(from as string, to as string));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(message);
  });

  it('tells all of them at once, in the order of the file, wherever they were found', () => {
    const text = CELL.replace('host: 127.0.0.2', 'hots: 127.0.0.2')
      .replace('bit: 0', 'bit: 9')
      .replace('instance: 100', 'instance: 0')
      .replace('offset: 4', 'offset: x');
    expect(refusals(`${text}other: 1\n`).map((line) => line.split(': ')[0])).toEqual([
      '3:3 adapter.hots',
      '11:41 adapter.assemblies.command.layout.start.bit',
      '14:7 adapter.assemblies.result.instance',
      '16:38 adapter.assemblies.result.layout.score.offset',
      '19:1 other',
    ]);
  });

  it('names no size that only differs by a wrong layout', () => {
    const text = `${CELL}  mirror: [{ output: command, input: result }]\n`
      .replace('offset: 4', 'offset: -4')
      .replace('size: 32', 'size: 8');
    expect(refusals(text)).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', '1:1 adapter: required: the options of the adapter'],
    ['a file without the key', 'eds: {}', '1:1 adapter: required: the options of the adapter'],
    ['an adapter that is no object', 'adapter: 5', '1:1 adapter: expected an object, got 5'],
    [
      'an assembly named __proto__',
      'adapter: { identity: { vendorId: 1, serialNumber: 1, productName: x }, assemblies: { __proto__: { instance: 1, kind: input, size: 1 } } }',
      '1:86 adapter.assemblies.__proto__: no assembly can have this name',
    ],
  ])('refuses %s', (_case, text, message) => expect(refusals(text)[0]).toContain(message));

  it('says it in one message too', () => {
    const text = CELL.replace('vendorId: 1234', 'vendorId: x');
    expect(() => load(text)).toThrow(
      `Wrong configuration: ${file}:4:15: adapter.identity.vendorId: expected a whole number`,
    );
  });
});
