/** Whatever a sink does, a batch has an end. */
import { describe, expect, test, vi } from 'vitest';
import { EipError } from '../../../../src/errors.js';
import { SinkWriter } from '../../../../src/gateway/flow/sink-writer.js';
import type { TelemetryRecord } from '../../../../src/telemetry/record/record-types.js';
import type { BatchResult, Sink, WriteOptions } from '../../../../src/telemetry/sink.js';

const batch = ['x', 'y', 'z'].map((messageId) => ({
  record: { messageId } as TelemetryRecord,
  body: Buffer.from(messageId),
}));
const never = new AbortController().signal;

type Write = (batch: readonly TelemetryRecord[], options?: WriteOptions) => unknown;

function writerOf(write: Write, timeoutMs = 60_000): SinkWriter {
  return new SinkWriter({ name: 'broker', write } as unknown as Sink, timeoutMs);
}

const failure = (index: number, retryable = true) => ({ index, messageId: 'x', retryable, reason: 'no' });

describe('what a sink answers', () => {
  test.each<[string, unknown, number[]]>([
    ['success', { status: 'success' }, []],
    ['partial', { status: 'partial', failures: [failure(1)] }, [1]],
    ['failed', { status: 'failed', failures: [failure(0), failure(1), failure(2)] }, [0, 1, 2]],
  ])('%s', async (_, result, failed) => {
    const fates = await writerOf(() => Promise.resolve(result)).write(batch, never);
    expect([...fates.failures.keys()]).toEqual(failed);
    expect(fates.mistake).toBeUndefined();
  });

  test('"failed" without a word on some of them: those were not taken either', async () => {
    const { failures } = await writerOf(async () => ({ status: 'failed', failures: [failure(1, false)] })).write(
      batch,
      never,
    );
    expect([0, 1, 2].map((index) => failures.get(index)?.retryable)).toEqual([true, false, true]);
  });

  test.each<[string, Write]>([
    ['nothing', async () => undefined],
    ['null', async () => null],
    ['a word that is none', async () => ({ status: 'ok' })],
    ['no list of failures', async () => ({ status: 'partial' })],
    ['a failure of no record', async () => ({ status: 'partial', failures: [failure(3)] })],
    ['a failure before the first', async () => ({ status: 'partial', failures: [failure(-1)] })],
    ['a failure that is none', async () => ({ status: 'partial', failures: [null] })],
    ['a rejection', async () => Promise.reject(new TypeError('oops'))],
    ['a rejection with nothing', () => Promise.reject(undefined)],
    [
      'what is thrown at once',
      () => {
        throw new TypeError('oops');
      },
    ],
    ['no promise', () => 7],
  ])('%s: nothing was taken, all may come again, and it is a mistake', async (_, write) => {
    const { failures, ...rest } = await writerOf(write).write(batch, never);
    expect([...failures.values()].map(({ retryable }) => retryable)).toEqual([true, true, true]);
    expect('mistake' in rest).toBe(true);
  });

  test('a rejection that this package knows is no mistake of the program', async () => {
    const rejects = () => Promise.reject(new EipError('EIP_SINK_CLOSED', 'The sink is closed'));
    const { failures, mistake } = await writerOf(rejects).write(batch, never);
    expect([failures.size, failures.get(0)?.reason, mistake]).toEqual([3, expect.stringMatching(/closed/), undefined]);
  });
});

test.each<[string, object, unknown]>([
  ['that takes records gets records', {}, batch.map(({ record }) => record)],
  ['that takes bytes gets bytes', { writeEncoded: true }, batch],
])('a sink %s', async (_, calls, expected) => {
  const given: unknown[] = [];
  const call = async (entries: unknown) => {
    given.push(entries);
    return { status: 'success' };
  };
  const sink = {
    name: 'broker',
    write: call,
    ...('writeEncoded' in calls && { writeEncoded: call, write: undefined }),
  };
  await new SinkWriter(sink as unknown as Sink, 1_000).write(batch, never);
  expect(given).toEqual([expected]);
});

describe('a sink that does not answer', () => {
  test('is told to end, and what it says then counts', async () => {
    const write = (_: unknown, { signal }: WriteOptions = {}) =>
      new Promise<BatchResult>((resolve) => {
        signal?.addEventListener('abort', () => resolve({ status: 'partial', failures: [failure(2)] }));
      });
    const { failures } = await writerOf(write, 5).write(batch, never);
    expect([...failures.keys()]).toEqual([2]);
  });

  test('is left behind, four times; then nothing is written until one ends', async () => {
    vi.useFakeTimers();
    try {
      const ends: ((result: BatchResult) => void)[] = [];
      const writer = writerOf(() => new Promise<BatchResult>((resolve) => ends.push(resolve)), 1_000);
      for (let i = 1; i <= 4; i++) {
        expect(writer.isStuck).toBe(false);
        const written = writer.write(batch, never);
        await vi.advanceTimersByTimeAsync(2_000);
        expect((await written).failures.get(0)?.reason).toMatch(/1000 ms/);
      }
      expect(writer.isStuck).toBe(true);
      let isFree = false;
      void writer.unstuck(never).then(() => {
        isFree = true;
      });
      await vi.advanceTimersByTimeAsync(100_000);
      expect(isFree).toBe(false);
      ends[2]?.({ status: 'success' });
      await vi.advanceTimersByTimeAsync(0);
      expect([isFree, writer.isStuck, vi.getTimerCount()]).toEqual([true, false, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['before', AbortSignal.abort(new Error('stop'))],
    ['meanwhile', AbortSignal.timeout(5)],
  ])('is not waited for when the gateway stops %s', async (_, signal) => {
    const { failures } = await writerOf(() => new Promise(() => {})).write(batch, signal);
    expect(failures.get(2)).toMatchObject({ retryable: true, reason: 'the gateway stops' });
  });

  test('a wait that is stopped leaves a stuck sink', async () => {
    const writer = writerOf(() => new Promise(() => {}), 1);
    const stop = new AbortController();
    await Promise.all([1, 2, 3, 4].map(() => writer.write(batch, never)));
    const waiting = writer.unstuck(stop.signal);
    stop.abort();
    await waiting;
    expect(writer.isStuck).toBe(true);
  });
});
