/** Workers and the main thread write one file: no line is torn, and none is lost that a worker had logged. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allLines } from '../support/log-lines.js';
import { runChild } from './child.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it('however a worker ends: by itself, process.exit, an exception, terminate()', async () => {
  const { code, report } = await runChild('log-workers.cjs', { args: [folder] });
  expect(code).toBe(0);
  expect(report).toEqual({
    workers: { ports: 0, lines: 8000, dropped: 0, waitingBytes: 0 },
    dropped: 0,
    state: 'ok',
  });
  const lines = allLines(folder);
  expect(readdirSync(folder).length).toBeGreaterThan(10);
  for (const who of ['main', 'natural', 'exit', 'throws', 'terminated']) {
    const own = lines.filter((line) => line.who === who);
    expect(own.map(({ n }) => n)).toEqual(upTo(2000));
  }
  const ofWorker = lines.find(({ who }) => who === 'exit');
  expect(ofWorker).toMatchObject({
    module: 'worker',
    thread: 'exit',
    correlationId: 'work-exit',
    app: { name: 'main' },
  });
  expect(lines).toHaveLength(10_000);
});

it('the main thread exits before it has taken what was posted', async () => {
  expect(await runChild('log-worker-exit.cjs', { args: [folder] })).toMatchObject({ code: 0, stderr: '' });
  expect(allLines(folder).map(({ n }) => n)).toEqual(upTo(1000));
});

it('a main thread that takes nothing: what is too much is lost and counted, no more is held', async () => {
  const { report } = await runChild('log-worker-flood.cjs', { args: [folder] });
  const { during, after } = report as Record<string, { lines: number; dropped: number; waitingBytes: number }>;
  expect(during?.lines).toBe(0);
  expect(during?.waitingBytes).toBeLessThanOrEqual(65_536);
  expect(after).toMatchObject({ waitingBytes: 0, ports: 0 });
  expect(after?.dropped).toBeGreaterThan(10_000);
  expect((after?.lines ?? 0) + (after?.dropped ?? 0)).toBe(20_000);
  expect(allLines(folder).map(({ n }) => n)).toEqual(upTo(after?.lines ?? 0));
});
