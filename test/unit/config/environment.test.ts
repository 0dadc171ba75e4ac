import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { entryOf, plainOf } from '../../../src/config/entry.js';
import { type Environment, pathOfVariable, withEnvironment } from '../../../src/config/environment.js';
import { FormTree, formOf } from '../../../src/config/form.js';
import { named } from '../../../src/config/named.js';
import { number, oneOf, options, truth, whole } from '../../../src/config/schema.js';
import { secret } from '../../../src/config/secret.js';

const item = options({ x: whole(0, 9).optional(), name: z.string().optional() });
const form = new FormTree(
  formOf(
    options({
      some: options({
        count: whole(0, 100).optional(),
        ratio: number(0, 1).optional(),
        flag: truth().optional(),
        mode: oneOf(['on', 'off', '5']).optional(),
        text: z.string().optional(),
        maybe: z.string().nullable().optional(),
        list: z.array(z.string()).optional(),
        numbers: z.array(z.int()).optional(),
        pair: z.tuple([z.int(), z.string()]).optional(),
        items: z.array(item).optional(),
        one: z.union([z.string(), z.array(z.string())]).optional(),
        hops: z.union([z.string(), z.array(z.tuple([z.int(), z.int()]))]).optional(),
        inner: options({ deepValue: z.string().optional() }).optional(),
        anything: z.unknown().optional(),
        password: secret().optional(),
        named: named('item', item, 'items').optional(),
      }),
    }),
  ),
);

function read(env: Environment, tree?: unknown) {
  const below = tree === undefined ? undefined : entryOf(tree, () => ({ kind: 'explicit' }));
  const { tree: result, faults } = withEnvironment(below, env, form);
  return { value: result && (plainOf(result) as { some: unknown }).some, faults };
}

describe('the text of a variable is read as what its key wants', () => {
  it.each<[string, string, unknown]>([
    ['COUNT', '5', { count: 5 }],
    ['COUNT', ' 5 ', { count: 5 }],
    ['COUNT', '0x10', { count: 16 }],
    ['COUNT', '1e2', { count: 100 }],
    ['COUNT', 'five', { count: 'five' }],
    ['COUNT', '5 apples', { count: '5 apples' }],
    ['RATIO', '.5', { ratio: 0.5 }],
    ['RATIO', '-0.5', { ratio: -0.5 }],
    ['RATIO', 'Infinity', { ratio: Number.POSITIVE_INFINITY }],
    ['FLAG', 'true', { flag: true }],
    ['FLAG', 'false', { flag: false }],
    ['FLAG', 'yes', { flag: 'yes' }],
    ['FLAG', 'TRUE', { flag: 'TRUE' }],
    ['MODE', 'on', { mode: 'on' }],
    ['MODE', '5', { mode: '5' }],
    ['TEXT', '123', { text: '123' }],
    ['TEXT', 'true', { text: 'true' }],
    ['TEXT', '{"a":1}', { text: '{"a":1}' }],
    ['TEXT', ' as it is ', { text: ' as it is ' }],
    ['MAYBE', 'null', { maybe: null }],
    ['LIST', 'a, b,c', { list: ['a', 'b', 'c'] }],
    ['LIST', 'a', { list: ['a'] }],
    ['LIST', '["a,b","c"]', { list: ['a,b', 'c'] }],
    ['LIST', '[]', { list: [] }],
    ['NUMBERS', '1,2,x', { numbers: [1, 2, 'x'] }],
    ['PAIR', '1,2', { pair: [1, '2'] }],
    ['ITEMS', '[{"x":1}]', { items: [{ x: 1 }] }],
    ['ONE', 'a', { one: 'a' }],
    ['ONE', 'a,b', { one: ['a', 'b'] }],
    ['HOPS', '1/0,2', { hops: '1/0,2' }],
    ['HOPS', '[[1,0]]', { hops: [[1, 0]] }],
    ['INNER', '{"deepValue":"x"}', { inner: { deepValue: 'x' } }],
    ['INNER', '{broken', { inner: '{broken' }],
    ['INNER__DEEP_VALUE', 'x', { inner: { deepValue: 'x' } }],
    ['ANYTHING', '[1]', { anything: [1] }],
    ['ANYTHING', '1', { anything: '1' }],
    ['PASSWORD', '12345', { password: '12345' }],
    ['PASSWORD', 'true', { password: 'true' }],
    ['PASSWORD', '{"a":1}', { password: '{"a":1}' }],
    ['NAMED__LEFT_ARM__X', '1', { named: { leftArm: { x: 1 } } }],
    ['NAMED__LEFTx2dARM__X', '1', { named: { 'left-arm': { x: 1 } } }],
    ['NAMED__0__X', '1', { named: { '0': { x: 1 } } }],
    ['NAMED__x5fx5fPROTOx5fx5f__X', '1', JSON.parse('{"named":{"__proto__":{"x":1}}}')],
  ])('EIP_SOME__%s=%s', (name, text, value) => {
    const result = read({ [`EIP_SOME__${name}`]: text });
    expect(result.faults).toEqual([]);
    expect(result.value).toStrictEqual(value);
  });
});

describe('variables together', () => {
  it('the one that names more steps counts more, whatever their order', () => {
    const a = { EIP_SOME__INNER: '{"deepValue":"whole"}', EIP_SOME__INNER__DEEP_VALUE: 'part' };
    const b = Object.fromEntries(Object.entries(a).reverse());
    expect([read(a).value, read(b).value]).toEqual([
      { inner: { deepValue: 'part' } },
      { inner: { deepValue: 'part' } },
    ]);
  });

  it('lists grow from their end, in the order of their indexes', () => {
    const env = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`EIP_SOME__ITEMS__${11 - i}__X`, '1']));
    expect((read(env).value as { items: unknown[] }).items).toHaveLength(12);
  });

  it('an entry of a list that is there', () => {
    const tree = { some: { items: [{ x: 1, name: 'a' }, { x: 2 }] } };
    expect(read({ EIP_SOME__ITEMS__0__X: '7' }, tree).value).toEqual({ items: [{ x: 7, name: 'a' }, { x: 2 }] });
    expect(read({ EIP_SOME__LIST__1: 'c' }, { some: { list: ['a', 'b'] } }).value).toEqual({ list: ['a', 'c'] });
  });

  it('a gap names the next entry', () => {
    expect(read({ EIP_SOME__ITEMS__3__X: '7' }, { some: { items: [{}] } }).faults).toEqual([
      {
        variable: 'EIP_SOME__ITEMS__3__X',
        path: ['some', 'items', 3, 'x'],
        message: 'the list has 1 entry: the next one is EIP_SOME__ITEMS__1',
      },
    ]);
  });

  it('an empty one says nothing; those of others are not looked at', () => {
    const env = {
      EIP_SOME__TEXT: '',
      EIP_CAPTURES: 'x',
      EIP_NO_INSTALL: '1',
      PATH: '/bin',
      EIP_SOME: '{',
      X: undefined,
    };
    expect(read(env)).toEqual({ value: undefined, faults: [] });
  });
});

describe('a variable that does not exist', () => {
  it.each<[string, RegExp]>([
    [
      'EIP_SOME__CUONT',
      /^no such variable \(did you mean "EIP_SOME__COUNT"\?\)\. There are: EIP_SOME__COUNT, EIP_SOME__RATIO/,
    ],
    ['EIP_SMOE__COUNT', /^no such variable \(did you mean "EIP_SOME__COUNT"\?\)\. There are: EIP_SOME__\.\.\.$/],
    ['EIP_SMOE__INNR__DEEP_VALEU', /did you mean "EIP_SOME__INNER__DEEP_VALUE"\?/],
    ['EIP_SOME__NAMED__ARM__Y2', /^no such variable\. There are: EIP_SOME__NAMED__ARM__X, EIP_SOME__NAMED__ARM__NAME$/],
    ['EIP_SOME__ITEMS__0__NAEM', /did you mean "EIP_SOME__ITEMS__0__NAME"\?/],
    ['EIP_SOME__ITEMS__00__NAME', /^no such variable/],
    ['EIP_SOME__count', /did you mean "EIP_SOME__COUNT"\?/],
    ['EIP_SOME__COUNT__MORE', /^no such variable\. There is none within that value$/],
    ['EIP_SOME__', /^no such variable/],
    ['EIP_QQQQQQQ__ZZZ', /^no such variable\. There are: EIP_SOME__\.\.\.$/],
  ])('%s', (variable, message) => {
    const { faults } = read({ [variable]: 'hidden-value' });
    expect(faults).toEqual([{ variable, path: [], message: expect.stringMatching(message) }]);
    expect(JSON.stringify(faults)).not.toContain('hidden-value');
  });
});

describe('hostile environments', () => {
  it('too many variables, or too long ones, are not read at all', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`EIP_SOME__NAMED__A${i}__X`, '1']));
    expect(read(many).faults).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^10001 variables/) }),
    ]);
    const long = { EIP_SOME__TEXT: 'x'.repeat(1_048_577) };
    expect(read(long)).toEqual({ value: undefined, faults: [expect.objectContaining({ path: [] })] });
  });

  it('unknown ones are told up to a hundred, then by their number', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`EIP_NONE__A${i}`, '1']));
    const { faults } = read(many);
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)?.message).toBe('and 400 more variables that are wrong');
  });

  it('a name without end is told shortened', () => {
    const { faults } = read({ [`EIP_SOME__${'A'.repeat(100_000)}`]: '1', [`EIP_SOME${'__A'.repeat(30_000)}`]: '1' });
    expect(faults.map(({ variable, message }) => [variable.length, message.length < 1_000])).toEqual([
      [203, true],
      [203, true],
    ]);
  });

  it('JSON too deep is refused before it is parsed', () => {
    const { faults } = read({ EIP_SOME__ANYTHING: `${'['.repeat(50_000)}${']'.repeat(50_000)}` });
    expect(faults).toEqual([
      expect.objectContaining({ variable: 'EIP_SOME__ANYTHING', message: expect.stringMatching(/too deep/) }),
    ]);
    expect(read({ EIP_SOME__ANYTHING: `${'['.repeat(70)}${']'.repeat(70)}` }).faults).toEqual([
      expect.objectContaining({ message: 'values within values, more than 64 deep' }),
    ]);
  });

  it('__proto__ in JSON sets no prototype', () => {
    const { value } = read({ EIP_SOME__ANYTHING: '{"__proto__":{"polluted":true}}' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys((value as { anything: object }).anything)).toEqual(['__proto__']);
    expect(pathOfVariable('EIP_SOME__x5fx5fPROTOx5fx5f', form)).toBeUndefined();
  });

  it('a list with a huge index has no room made for it', () => {
    expect(read({ EIP_SOME__LIST__999999: 'x' }).faults).toHaveLength(1);
    expect(read({ EIP_SOME__LIST__99999999999: 'x' }).faults[0]?.message).toMatch(/^no such variable/);
  });
});
