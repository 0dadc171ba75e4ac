import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkConfiguration, checkedText } from '../../src/cli/config.js';
import { problemText } from '../../src/config/problems.js';
import { createClient, EipConfigError, ExplicitClient, ImplicitClient, loadClientConfig } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-client-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'sub'));
writeFileSync(join(folder, 'sub', 'tags.yaml'), 'speed: { tag: Line.Speed, max: 5 }\n');
writeFileSync(join(folder, 'sub', 'wrong.yaml'), 'speed: { scale: 0 }\n');
const path = join(folder, 'sub', 'client.yaml');

const ADAPTER = `
adapter:
  host: 127.0.0.2
  identity: { vendorId: 1, serialNumber: 1, productName: Press }
  assemblies: { state: { instance: 100, kind: input, size: 4, layout: { level: { type: int, offset: 0 } } } }
`;

function refused(text: string, act: (path: string) => unknown): string[] {
  writeFileSync(path, text);
  try {
    act(path);
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    return (error.problems ?? []).map((problem) => problemText(problem).replaceAll(`${join(folder, 'sub')}/`, ''));
  }
  throw new Error('accepted');
}

describe('a client from a file', () => {
  it('of explicit messages, with a tag file beside it', () => {
    writeFileSync(path, 'client: { protocol: explicit, host: plc, slot: 2, tags: tags.yaml, readOnly: true }\n');
    const client = createClient(path);
    expect(client).toBeInstanceOf(ExplicitClient);
    expect((client as ExplicitClient).tagNames()).toEqual(['speed']);
    expect(loadClientConfig(path)).toMatchObject({ protocol: 'explicit', host: 'plc', slot: 2, readOnly: true });
    expect(checkedText(checkConfiguration([path], {}))).toBe('a client of explicit messages');
  });

  it('over the adapter of the file', async () => {
    writeFileSync(
      path,
      `client:\n  protocol: implicit\n  tags: { Level: { assembly: state, field: level, scale: 2, max: 10 } }\n${ADAPTER}`,
    );
    const client = createClient(path);
    expect(client).toBeInstanceOf(ImplicitClient);
    await client.writeTag('Level', 10);
    expect(await client.readTag('Level')).toBe(10);
    await expect(client.writeTag('Level', 12)).rejects.toMatchObject({ code: 'EIP_WRITE_OUT_OF_LIMITS' });
    expect(checkedText(checkConfiguration([path], {}))).toBe('1 assembly, 0 connections; a client over this adapter');
  });

  it.each<[string, string[]]>([
    [
      'client: { host: plc }',
      ['client.yaml:1:1: client.protocol: expected one of "implicit", "explicit", got nothing'],
    ],
    ['client: 5', ['client.yaml:1:1: client: expected an object of options, got 5']],
    [
      'client:\n  protocol: explicit\n  slot: 300\n',
      [
        'client.yaml:1:1: client.host: expected a name or an IPv4 address, got nothing',
        'client.yaml:3:3: client.slot: expected a whole number from 0 to 255, got 300',
      ],
    ],
    [
      'client:\n  protocol: explicit\n  host: plc\n  tags:\n    a: { max: x }\n',
      ['client.yaml:5:10: client.tags.a.max: expected a finite number, got "x"'],
    ],
    [
      'client: { protocol: explicit, host: plc, tags: wrong.yaml }',
      ['wrong.yaml:1:10: speed.scale: expected a number other than 0, got 0'],
    ],
    [
      'client: { protocol: implicit, adapter: {} }',
      ['client.yaml:1:31: client.adapter: belongs to the top of the file, under the key "adapter"'],
    ],
    [
      `client: { protocol: implicit, staleMs: 0 }\n${ADAPTER}`,
      ['client.yaml:1:31: client.staleMs: expected a number from 1 to 3600000, got 0'],
    ],
    ['client: { protocol: implicit }', ['client.yaml:1:1: adapter: required: the options of the adapter']],
    ['{}', ['client.yaml:1:1: client: expected an object of options, got nothing']],
  ])('%j is refused by line and key', (text, problems) => expect(refused(text, createClient)).toEqual(problems));

  it('a tag file that is not there is told at its key', () => {
    const [problem] = refused('client: { protocol: explicit, host: plc, tags: none.yaml }', createClient);
    expect(problem).toMatch(/^client\.yaml:1:42: client\.tags: "none\.yaml" can't be read: /);
  });

  it('check tells what is wrong with all of a file', () => {
    const text = 'client: { protocol: explicit }\nadapter: { port: x }\neds: 5\n';
    expect(refused(text, (path) => checkConfiguration([path], {})).map((line) => line.split(': ')[1])).toEqual(
      expect.arrayContaining(['client.host', 'adapter.port', 'eds']),
    );
  });
});
