import { expect, test } from 'vitest';
import { dataType } from '../../../src/cip/index.js';
import { elementaryType } from '../../../src/logix/index.js';

const TYPES = Array.from({ length: 0x100 }, (_, code) => dataType(code)).filter((type) => type !== undefined);

test('no two elementary types have one name', () => {
  const names = TYPES.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(new Set(names).size).toBe(names.length);
});

test('they have the names and sizes of the types of tags', () => {
  for (const { code, name, size } of TYPES) {
    const tag = elementaryType(code, size);
    if (tag !== undefined && size !== undefined) expect([tag.name, tag.size], name).toEqual([name, size]);
  }
});
