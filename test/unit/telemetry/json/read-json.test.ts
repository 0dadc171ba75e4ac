import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonProblem, MOST_DEPTH, readJson } from '../../../../src/telemetry/json/read-json.js';

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('readJson', () => {
  it.each([
    ['the same key in two objects', '[{"a":1},{"a":{"a":2}}]'],
    ['a key as a value', '{"a":"a","b":"a"}'],
    ['braces and quotes within texts', '{"a":"{\\"a\\":1,[","b\\\\":"\\\\"}'],
    ['blanks before the colon', '{"a" \t\r\n: 1, "b":2}'],
    ['nothing but a text', '"a"'],
    ['64 levels', deep(MOST_DEPTH)],
  ])('reads %s as JSON.parse does', (_, text) => expect(readJson(text)).toEqual(JSON.parse(text)));

  it.each([
    ['a key that is there twice', '{"a":1,"b":2,"a":1}', 'the key "a" is there twice'],
    ['one of them escaped', '{"a":1,"\\u0061":1}', 'the key "a" is there twice'],
    ['one with blanks behind it', '{"a":1,"a" :1}', 'the key "a" is there twice'],
    ['twice in an inner object', '{"x":[{"a":1,"b":{"a":1},"a":1}]}', 'the key "a" is there twice'],
    ['a key that no object can hold', '{"x":{"__proto__":1}}', 'the key "__proto__" is not allowed'],
    ['65 levels', deep(MOST_DEPTH + 1), 'it nests deeper than 64 levels'],
    ['65 levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, 'it nests deeper than 64 levels'],
    ['half a text', '{"a":1', 'it is no JSON'],
    ['nothing', '', 'it is no JSON'],
    ['NaN', 'NaN', 'it is no JSON'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readJson(text)).toThrow(new JsonProblem(message));
  });

  it('reads whatever JSON.stringify writes', () => {
    const written = fc.json({ maxDepth: 5 }).filter((text) => !text.includes('__proto__'));
    fc.assert(
      fc.property(written, (text) => {
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('bears a megabyte of brackets, quotes and backslashes', () => {
    expect(() => readJson(deep(500_000))).toThrow(JsonProblem);
    expect(readJson(JSON.stringify('\\"'.repeat(200_000)))).toHaveLength(400_000);
  });
});
