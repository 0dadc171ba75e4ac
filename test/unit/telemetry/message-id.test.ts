import { expect, it } from 'vitest';
import { newMessageId } from '../../../src/telemetry.js';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('is a UUID of version 7 with the time in front', () => {
  expect(newMessageId(0x0123_4567_89ab)).toMatch(/^01234567-89ab-7/);
  for (let i = 0; i < 200; i++) expect(newMessageId()).toMatch(V7);
});

it('rises with time, also as text', () => {
  const ids = [1, 2, 0xffff, 0x1_0000, 1_800_000_000_000].map(newMessageId);
  expect([...ids].sort()).toEqual(ids);
});

it('is another one each time', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => newMessageId(5))).size).toBe(1_000);
});
