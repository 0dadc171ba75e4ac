/** A scanner that nobody here wrote (st-ethernet-ip) against a source: each value that it sent is in a record. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ImplicitSource } from '../../src/gateway/sources/implicit-source.js';
import { historyFor } from '../../src/gateway/sources/implied-history.js';
import { Adapter, type AdapterOptions, layout, udint } from '../../src/index.js';
import { Emitted } from './source-rig.js';

/** st-ethernet-ip always uses UDP port 2222 and TCP port 44818, so each side has its own address. */
const ADAPTER = '127.0.0.2';
const SCANNER = '127.0.0.1';
const RPI_MS = 10;
const QUESTIONS = 50;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const OPTIONS = {
  host: ADAPTER,
  identity: { vendorId: 1234, serialNumber: 1, productName: 'Answering' },
  assemblies: {
    output: { instance: 150, kind: 'output', size: 32, layout: layout({ question: udint(0) }) },
    input: { instance: 100, kind: 'input', size: 32, layout: layout({ answer: udint(0) }) },
    config: { instance: 151, kind: 'config', size: 10 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'output', input: 'input', config: 'config' }],
} as const satisfies AdapterOptions;

function scanner(): ChildProcess {
  const args = [ADAPTER, SCANNER, RPI_MS, 151, 150, 100].map(String);
  const child = fork(resolve(__dirname, '../support/foreign-scanner.cjs'), args, { stdio: 'inherit' });
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

test('questions of a foreign scanner become records, each once and in order; answers are written as commands', async () => {
  const groups = { questions: { assembly: 'output' } };
  const adapter = new Adapter(historyFor(OPTIONS, { groups })) as Adapter;
  const source = new ImplicitSource('cell', { groups }, { adapter });
  cleanups.push(() => source.stop());
  const emitted = new Emitted();
  const answered: Promise<unknown>[] = [];
  await source.start((record) => {
    const value = record.kind === 'sample' ? record.values.question : undefined;
    // As a command does it: by the name of the field.
    if (value?.quality === 'good') answered.push(source.writeTags({ 'input.answer': value.value as number }));
    return emitted.emit(record);
  });
  const child = scanner();
  await emitted.until(() => emitted.good('question').length > QUESTIONS);
  expect(source.targetState().state).toBe('ready');
  child.send('close');
  await emitted.untilQuality('question', 'disconnected');
  await emitted.until(() => emitted.alarms.length > 1);
  const asked = emitted.good('question').map(Number);
  const [first = 0] = asked;
  expect(first).toBeLessThanOrEqual(1);
  expect(asked).toEqual(asked.map((_, i) => first + i));
  expect(await Promise.all(answered)).toEqual(asked.map(() => ({ 'input.answer': { ok: true } })));
  expect(source.status().groups.questions?.overruns).toBe(0);
  expect(emitted.alarms).toEqual(['over sourceDown', 'active sourceDown']);
});
