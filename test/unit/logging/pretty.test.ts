import { describe, expect, it } from 'vitest';
import { pretty, wantsColour } from '../../../src/logging/sinks/pretty.js';

const at = new Date(2026, 2, 1, 9, 5, 7, 42).toISOString();
const line = (fields: object) =>
  JSON.stringify({ level: 'warn', time: at, app: { name: 'a' }, msg: 'slow', ...fields });

describe('a line for people', () => {
  it.each<[string, object, string]>([
    ['time of this machine, level, text', {}, '09:05:07.042 WARN  slow\n'],
    ['ms since 1970', { time: new Date(at).getTime() }, '09:05:07.042 WARN  slow\n'],
    ['the module', { module: 'line.scanner' }, '09:05:07.042 WARN  line.scanner: slow\n'],
    [
      'fields, quoted where they need it',
      { n: 3, s: 'two words', e: '', o: { a: 1 }, q: 'a"b' },
      '09:05:07.042 WARN  slow n=3 s="two words" e="" o={"a":1} q="a\\"b"\n',
    ],
    [
      'an error: stack, code, cause',
      { err: { type: 'E', message: 'm', stack: 'E: m\n    at x', code: 'C', cause: { type: 'F', message: 'n' } } },
      '09:05:07.042 WARN  slow\n    E: m\n    at x\n    code: C\n    cause: F: n\n',
    ],
    ['an error without a stack', { err: { type: 'E', message: 'm' } }, '09:05:07.042 WARN  slow\n    E: m\n'],
    ['no text', { msg: '', n: 1 }, '09:05:07.042 WARN   n=1\n'],
  ])('%s', (_, fields, text) => expect(pretty(false)(line(fields))).toBe(text));

  it('can neither move the cursor nor begin a line of its own', () => {
    const evil = '\u001b[2J\r\n\u009b31m\u202e\u2028x';
    const text = pretty(false)(line({ msg: evil, module: evil, [evil]: evil, err: { type: evil, message: evil } }));
    const [, ...below] = text.slice(0, -1).split('\n');
    expect(below.filter((one) => !one.startsWith('    '))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(text).toContain('\\u001b[2J');
  });

  it('colours the level, and takes the colour back', () => {
    expect(pretty(true)(line({}))).toBe('09:05:07.042 \u001b[33mWARN \u001b[0m slow\n');
  });
});

describe('colours', () => {
  const terminal = { isTTY: true } as NodeJS.WriteStream;
  it.each<[unknown, NodeJS.ProcessEnv, boolean]>([
    [terminal, {}, true],
    [terminal, { NO_COLOR: '' }, true],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { TERM: 'dumb' }, false],
    [{}, {}, false],
    [undefined, {}, false],
  ])('on %j with %j: %s', (stream, env, wanted) => expect(wantsColour(stream as NodeJS.WriteStream, env)).toBe(wanted));
});
