import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Journal } from '../../../../src/gateway/commands/journal.js';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function journal(more = {}) {
  return Journal.open({ folder, rememberMs: 86_400_000, neededMs: 60_000, ...more });
}

it('knows what was begun and what was answered, by several hands and afterwards', async () => {
  const [a, b] = [await journal(), await journal()];
  expect(a.find('1')).toBeUndefined();
  expect(await a.begin('1', 'd')).toBeUndefined();
  expect(b.find('1')).toEqual({ digest: 'd' });
  expect(await b.begin('1', 'd')).toEqual({ digest: 'd' });
  expect(await b.end('1', 'd', 'B')).toBe('B');
  expect(await a.end('1', 'd', 'A')).toBe('B');
  expect(a.find('1')).toEqual({ digest: 'd', answer: 'B' });
  await a.close();
  await b.close();
  const c = await journal();
  expect(c.find('1')).toEqual({ digest: 'd', answer: 'B' });
  await c.close();
});
