import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CONFIG_KEYS, ConfigFile } from '../../../src/config/config-file.js';
import { problemText } from '../../../src/config/problems.js';
import { parsed } from '../../../src/config/refusal.js';
import { readTextFile } from '../../../src/config/text-file.js';
import { EipConfigError } from '../../../src/errors.js';
import { placedEntries } from '../../../src/tag-file/index.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const QUOTED = CONFIG_KEYS.map((key) => `"${key}"`).join(' or ');

/** What is wrong with the file whoever reads it. */
function problems(text: string): string[] {
  try {
    return ConfigFile.parse(text, 'f').problems.map(problemText);
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    return (error.problems ?? []).map(problemText);
  }
}

function adapterOf(text: string): unknown {
  expect(problems(text)).toEqual([]);
  return ConfigFile.parse(text, 'f').section('adapter');
}

describe('a configuration file is read', () => {
  it.each([
    ['YAML', 'adapter:\n  port: 1\n  list: [a, 2, true, null]\n', { port: 1, list: ['a', 2, true, null] }],
    ['hexadecimal numbers', 'adapter: { serialNumber: 0xabcdef01 }', { serialNumber: 0xabcdef01 }],
    ['JSON', '{ "adapter": { "port": 1, "host": "a\\u00e9\\/" } }', { port: 1, host: 'aé/' }],
    ['JSON, its lines indented by tabs', '{\n\t"adapter": {\n\t\t"port": 1\n\t}\n}', { port: 1 }],
    ['a byte order mark', '\ufeffadapter: 1', 1],
    ['lines ended as in Windows', 'adapter:\r\n  port: 1\r\n', { port: 1 }],
    ['"yes" is a text', 'adapter: yes', 'yes'],
    ['a number for a name', 'adapter: { 150: a, true: b }', { 150: 'a', true: 'b' }],
    ['an alias', 'adapter: { a: &x { n: 1 }, b: *x }', { a: { n: 1 }, b: { n: 1 } }],
    [
      'a merge key, own keys first',
      'adapter: { a: &x { n: 1, m: 2 }, b: { <<: *x, m: 3 } }',
      { a: { n: 1, m: 2 }, b: { m: 3, n: 1 } },
    ],
    ['several merged, the first one first', 'adapter: { <<: [{ a: 1 }, { a: 2, b: 2 }] }', { a: 1, b: 2 }],
    ['a quoted << is a name', 'adapter: { "<<": 1 }', { '<<': 1 }],
  ])('%s', (_case, text, value) => expect(adapterOf(text)).toEqual(value));

  it('an empty one has no section', () => expect(ConfigFile.parse('', 'f').section('adapter')).toBeUndefined());

  it('a key __proto__ is a key, and sets no prototype', () => {
    const value = adapterOf('adapter: { __proto__: { a: 1 } }') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('a configuration file is refused, with line and column', () => {
  it.each([
    ['a key twice', 'adapter:\n  port: 1\n  port: 2\n', 'f:3:3: adapter.port: is there already, in line 2'],
    ['a key twice in JSON', '{"adapter":1,"adapter":2}', 'f:1:14: adapter: is there already, in line 1'],
    [
      'a key at the top that is none',
      'adaptor: {}',
      `f:1:1: adaptor: no such key (did you mean "adapter"?). There are: ${CONFIG_KEYS.join(', ')}`,
    ],
    ['a list at the top', '- adapter', `f:1:1: expected an object with the key ${QUOTED}`],
    ['a text at the top', 'adapter', `f:1:1: expected an object with the key ${QUOTED}`],
    ['a tab for depth', 'adapter:\n\tport: 1', 'f:2:1: a tab where the depth of the line is told: use spaces'],
    [
      'a second document',
      'adapter: 1\n---\nadapter: 2',
      'f:2:1: a second document begins here: a configuration file has one',
    ],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\nadapter: yes',
      'f:1:1: %YAML 1.1: this is read as YAML 1.2, where "yes" is a text and 010 is ten',
    ],
    ['a type of JavaScript', 'adapter: !!js/function x', 'f:1:10: Unresolved tag: tag:yaml.org,2002:js/function'],
    ['an alias without its anchor', 'adapter: *x', 'f:1:1: adapter: *x: there is no anchor &x before it'],
    ['an anchor twice', 'adapter: [&x 1, &x 2]', 'f:1:20: adapter[1]: &x: there is an anchor of this name already'],
    [
      'an object for a key',
      'adapter: { ? { a: 1 } : 2 }',
      'f:1:14: adapter: a key is a name, not a list, an object or an alias',
    ],
    ['a merge of no object', 'adapter: { <<: 5 }', 'f:1:12: adapter: <<: expected an object, or a list of objects'],
    ['an alias within itself', 'adapter: &x [*x]', 'f:1:1: values within values, more than 64 deep'],
    [
      'values within values',
      `adapter: ${'['.repeat(70)}${']'.repeat(70)}`,
      'f:1:1: values within values, more than 64 deep',
    ],
  ])('%s', (_case, text, message) => expect(problems(text)).toEqual([message]));

  it('an open bracket: the place where the parser missed it', () => {
    expect(problems('adapter: [1, 2\nb: 1')[0]).toMatch(/^f:\d:\d+: /);
  });

  it('aliases of aliases: what they unfold to is never built', () => {
    const bomb = Array.from(
      { length: 20 },
      (_, i) =>
        `&a${i} [${
          i === 0
            ? 'x'
            : Array(10)
                .fill(`*a${i - 1}`)
                .join(', ')
        }]`,
    );
    expect(problems(`adapter: [${bomb.join(', ')}]`)).toEqual([
      'f:1:1: more than 100000 values, those that aliases stand for included',
    ]);
  });

  it('merges of merges likewise', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}: 1`).join(', ');
    const uses = Array.from({ length: 2_000 }, () => '{ <<: *m }').join(', ');
    expect(problems(`adapter: [&m { ${keys} }, ${uses}]`)[0]).toMatch(/more than 100000 values/);
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', `adapter: ${'{a: '.repeat(5_000)}`],
    ['dashes', '- '.repeat(5_000)],
    [
      'lines, each deeper than the one before',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ],
  ])('%s without end, where a stack would end', (_case, text) => {
    expect(problems(text)).toEqual([expect.stringMatching(/^f:\d+:1: values within values, too deep to be read$/)]);
  });

  it('one bracket too few: the first twenty faults that come of it', () => {
    expect(problems(`adapter: [\n${'b: [}\n'.repeat(50)}`)).toHaveLength(20);
  });

  it('every one of several mistakes', () => {
    expect(problems('adapter: { a: 1, a: 2 }\nother: 1')).toHaveLength(2);
  });
});

describe('whatever the text is', () => {
  const pieces = fc.constantFrom(
    ...'adapter:|eds:|\n|  |- |a|1|:|,|{|}|[|]|"|&x |*x|<<: |? |!!int |!x |#c|%YAML 1.1\n|---\n|...|\t|\u2028|é|__proto__:|0x1f|null| |>'.split(
      '|',
    ),
    '|',
  );

  it('it is read, or refused with places within it', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const lines = text.split('\n').length;
        for (const problem of problems(text)) {
          const [, line, column] = problem.split(':').map(Number);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 1_500 },
    );
  }, 60_000);
});

describe('a file that cannot be read', () => {
  const path = (name: string) => join(folder, name);
  writeFileSync(path('latin1.yaml'), Buffer.from('adapter:\n  host: "caf\xe9"', 'latin1'));
  writeFileSync(path('large.yaml'), 'adapter: 1\n');
  truncateSync(path('large.yaml'), 1_048_577);

  it.each([
    ['is not there', path('none.yaml'), /none\.yaml" can't be read: ENOENT/],
    ['is a folder', folder, /it is a folder/],
    ['is a device', '/dev/zero', /it is no file/],
    ['is larger than 1 MiB', path('large.yaml'), /its 1048577 bytes are more than 1048576/],
    ['is no UTF-8', path('latin1.yaml'), /line 2 holds bytes that are no UTF-8/],
  ])('%s', (_case, file, message) => {
    const read = () => ConfigFile.read(file);
    expect(read).toThrow(EipConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: 'EIP_CONFIG_UNREADABLE', file }));
  });
});

describe('any bytes in a file', () => {
  it('are a text, or refused with the reason', () => {
    const file = join(folder, 'any');
    const likely = fc.array(fc.constantFrom(0x61, 0x0a, 0xc3, 0xa9, 0xe2, 0x80, 0xf0, 0xff), { maxLength: 20 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      likely.map((values) => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        writeFileSync(file, content);
        try {
          expect(readTextFile(file)).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(EipConfigError);
        }
      }),
    );
  });
});

describe('any value for the tags', () => {
  it('is a map of tags, or refused by its path', () => {
    const place = fc.oneof(
      fc.anything(),
      fc.record({ assembly: fc.anything(), field: fc.anything() }, { requiredKeys: [] }),
      fc.record({ assembly: fc.string(), offset: fc.anything(), type: fc.anything() }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.string(), place)), (value) => {
        try {
          parsed('tags', placedEntries, value);
        } catch (error) {
          expect(error).toBeInstanceOf(EipConfigError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
