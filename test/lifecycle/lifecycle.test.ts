/** An adapter that is open while its process, its worker or its last reference ends: no hang, no crash, nothing left. */
import { describe, expect, test } from 'vitest';
import { runChild } from './child.js';

const clean = { code: 0, signal: null, stderr: '' };

describe('end of the process', () => {
  test('an open adapter keeps the process alive until a signal ends it', async () => {
    const result = await runChild('stays-alive.cjs', { onLine: (child) => child.kill('SIGTERM') });
    expect(result).toMatchObject({ signal: 'SIGTERM', stderr: '', report: { state: 'running' } });
  });

  test('unref() lets it end with the adapter open', async () => {
    expect(await runChild('natural-exit.cjs')).toMatchObject(clean);
  });

  test.each(['now', 'data', 'connection'])('process.exit, %s: its code, no crash', async (where) => {
    expect(await runChild('exit.cjs', { args: [where] })).toMatchObject({ code: 7, signal: null, stderr: '' });
  });

  test.each(['timer', 'data', 'connection'])('an exception, %s: code 1, the message, no crash', async (where) => {
    const result = await runChild('throw.cjs', { args: [where] });
    expect(result).toMatchObject({ code: 1, signal: null });
    expect(result.stderr).toContain('thrown on purpose');
  });
});

describe('stop', () => {
  test.each(['data', 'connection'])('inside a handler, %s: heard once, the process ends', async (where) => {
    const result = await runChild('stop-in-handler.cjs', { args: [where] });
    expect(result).toMatchObject({ ...clean, report: { calls: 1, state: 'stopped' } });
  });

  test('the same adapter starts again, ten times, each time served', async () => {
    expect(await runChild('restart.cjs')).toMatchObject({ ...clean, report: { served: 10 } });
  });

  test('500 cycles: descriptors and threads as before, RSS at most 5 MB above that after 100', async () => {
    // V8 grows its young generation in steps of several MB when it sees fit: kept small, it does not hide a leak.
    const result = await runChild('cycles.cjs', { nodeArgs: ['--expose-gc', '--max-semi-space-size=1'] });
    expect(result).toMatchObject({ ...clean, report: { clean: true } });
    expect(result.report?.grownMb).toBeLessThan(5);
  });
});

describe('connections that come and go', () => {
  test('2,000 opened and closed, 2,000 refused: descriptors and threads as before, heap and RSS too', async () => {
    const nodeArgs = ['--expose-gc', '--max-semi-space-size=1'];
    const result = await runChild('open-cycles.cjs', { nodeArgs, timeoutMs: 170_000 });
    expect(result).toMatchObject({ ...clean, report: { right: true, told: true, clean: true, left: 0 } });
    // A thing kept from each cycle is more than 100 bytes: 400 kB of 4,000.
    expect(result.report?.heapGrownKb).toBeLessThan(400);
    expect(result.report?.rssGrownMb).toBeLessThan(32);
  }, 180_000);
});

describe('workers', () => {
  test.each(['terminate', 'terminate-busy', 'terminate-changing', 'exit', 'throw'])(
    '%s while running: nothing left, ports free again',
    async (end) => {
      const result = await runChild('workers.cjs', { args: [end, '15'] });
      expect(result).toMatchObject({ ...clean, report: { failures: 0, clean: true } });
    },
  );
});

describe('several workers at once', () => {
  test('each with an adapter on its own address: all served; the end of one leaves the others alone', async () => {
    const result = await runChild('parallel-workers.cjs');
    const report = { served: true, goOn: true, errors: 0, clean: true };
    expect(result).toMatchObject({ ...clean, report });
  });
});

describe('watchdogs, histories and triggers', () => {
  test.each(['exit', 'stop', 'terminate'])('%s in the middle of them: no crash, nothing left', async (end) => {
    expect(await runChild('data-features.cjs', { args: [end] })).toMatchObject({ ...clean, report: { clean: true } });
  });
});

describe('handlers in a worker', () => {
  test('answer; terminated while a request waits, nothing is left and the next one serves', async () => {
    const result = await runChild('handlers.cjs', { args: ['10'] });
    expect(result).toMatchObject({ ...clean, report: { results: ['1,2,3 EIP_CONNECTION_LOST'], clean: true } });
  });
});

describe('garbage collection', () => {
  test('at every step: what runs is kept, what was never started or is stopped is collected', async () => {
    const result = await runChild('gc.cjs', { nodeArgs: ['--expose-gc'] });
    expect(result).toMatchObject({ ...clean, report: { steps: true, runs: true, unstarted: 20, stopped: 20 } });
  });
});
