/** The worker of a sink, whatever the sink does. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deliverySchema } from '../../../../src/eip-config/gateway/delivery.js';
import { Delivery } from '../../../../src/gateway/flow/delivery.js';
import { MemoryBacklog } from '../../../../src/gateway/flow/memory-backlog.js';
import type { BreakerState } from '../../../../src/gateway/status.js';
import { EventLog } from '../../../../src/logging/event-log.js';
import type { TelemetryRecord } from '../../../../src/telemetry/record/record-types.js';
import type { BatchResult, Sink } from '../../../../src/telemetry/sink.js';
import { PRIORITIES, type Priority } from '../../../../src/telemetry/spool/priorities.js';

type Write = (batch: readonly TelemetryRecord[], signal: AbortSignal | undefined) => Promise<BatchResult>;

const quick = { retryMinMs: 1, retryMaxMs: 2, probeMs: 1 };
const success: BatchResult = { status: 'success' };

function newDelivery(write: Write, settings: object = {}, maxBatches = 1) {
  const backlog = new MemoryBacklog(10_000);
  const states: BreakerState[] = [];
  const sink = {
    name: 'broker',
    maxBatches,
    write: (batch: readonly TelemetryRecord[], { signal }: { signal?: AbortSignal } = {}) => write(batch, signal),
  };
  const delivery = new Delivery({
    sink: sink as unknown as Sink,
    backlog,
    settings: deliverySchema.parse({ ...quick, ...settings }),
    log: new EventLog(undefined),
    onBreaker: (state) => states.push(state),
  });
  onTestFinished(() => delivery.stop());
  const add = (messageId: string, priority: Priority = 'normal') =>
    backlog.add({ record: { messageId, kind: 'sample' } as TelemetryRecord, body: Buffer.alloc(100), priority });
  return { delivery, add, states };
}

const forever = new AbortController().signal;
const idsOf = (batch: readonly TelemetryRecord[]) => batch.map(({ messageId }) => messageId);

/** What a sink does with one batch, and how many turns of the event loop it takes for that. */
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ how: 'take' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      how: fc.constant('fail' as const),
      places: fc.array(fc.record({ at: fc.nat(30), retryable: fc.boolean() }), { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ how: 'failAll' as const }) },
  { weight: 1, arbitrary: fc.constant({ how: 'reject' as const }) },
  { weight: 1, arbitrary: fc.constant({ how: 'nonsense' as const }) },
);
const behaviour = fc.record({ deed, turns: fc.nat(3) });
type Behaviour = typeof behaviour extends fc.Arbitrary<infer B> ? B : never;

/** A sink that behaves so, batch by batch, and then takes all; keeps what it took, in order. */
function scripted(script: readonly Behaviour[]) {
  const took: string[] = [];
  const refused = new Set<string>();
  let turn = 0;
  const fail = (batch: readonly TelemetryRecord[], told: ReadonlyMap<number, boolean>): BatchResult => {
    for (const [index, { messageId }] of batch.entries()) {
      const retryable = told.get(index);
      if (retryable === undefined) took.push(messageId);
      else if (!retryable) refused.add(messageId);
    }
    const failures = [...told].map(([index, retryable]) => ({ index, messageId: `${index}`, retryable, reason: 'no' }));
    return { status: failures.length === batch.length ? 'failed' : 'partial', failures };
  };
  const answerOf = (batch: readonly TelemetryRecord[], step: Behaviour['deed']): BatchResult => {
    switch (step.how) {
      case 'fail':
        return fail(batch, new Map(step.places.map(({ at, retryable }) => [at % batch.length, retryable])));
      case 'failAll':
        return fail(batch, new Map(batch.map((_, index) => [index, true])));
      case 'reject':
        throw new TypeError('a mistake');
      case 'nonsense':
        return undefined as unknown as BatchResult;
      default:
        took.push(...idsOf(batch));
        return success;
    }
  };
  const write: Write = async (batch) => {
    const { deed, turns } = script[turn++] ?? { deed: { how: 'take' as const }, turns: 0 };
    try {
      return answerOf(batch, deed);
    } finally {
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { write, took, refused };
}

test('whatever a sink does: every record is taken or refused, the last of each in order, none twice in the count', async () => {
  const records = fc.array(fc.constantFrom(...PRIORITIES), { minLength: 1, maxLength: 60 });
  const maxRecords = fc.integer({ min: 1, max: 12 });
  const maxBatches = fc.integer({ min: 1, max: 4 });
  const property = fc.asyncProperty(
    records,
    fc.array(behaviour, { maxLength: 12 }),
    maxRecords,
    maxBatches,
    async (priorities, script, most, batches) => {
      const { write, took, refused } = scripted(script);
      const { delivery, add } = newDelivery(write, { maxRecords: most, breakAfter: 2 }, batches);
      delivery.start();
      for (const [index, priority] of priorities.entries()) {
        await add(`${priority}-${index}`, priority);
        if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await delivery.drained(forever);
      await delivery.stop();
      const kept = [...new Map([...took].reverse().map((id) => [id, id])).keys()]
        .reverse()
        .filter((id) => !refused.has(id));
      for (const priority of PRIORITIES) {
        const emitted = priorities.flatMap((one, index) => (one === priority ? [`${one}-${index}`] : []));
        expect(kept.filter((id) => id.startsWith(priority))).toEqual(emitted.filter((id) => !refused.has(id)));
      }
      const { delivered, waiting, underWay, ...figures } = delivery.status();
      expect([delivered + figures.refused, waiting, underWay]).toEqual([priorities.length, 0, 0]);
      expect([figures.reason, figures.breaker]).toEqual([null, 'closed']);
    },
  );
  await fc.assert(property, { numRuns: 300 });
}, 60_000);

describe('the circuit breaker', () => {
  test('opens after so many failures in a row, lets single records probe, and closes with the first that is taken', async () => {
    const sizes: number[] = [];
    const seen: BreakerState[] = [];
    const { delivery, add, states } = newDelivery(
      async (batch) => {
        sizes.push(batch.length);
        seen.push(delivery.status().breaker);
        if (sizes.length < 8) throw new Error('down');
        return success;
      },
      { breakAfter: 3, maxRecords: 8 },
    );
    for (let i = 0; i < 20; i++) await add(`${i}`);
    delivery.start();
    await delivery.drained(forever);
    expect(seen.slice(0, 8)).toEqual([...Array(3).fill('closed'), ...Array(5).fill('halfOpen')]);
    expect(states).toEqual(['open', ...Array(4).fill(['halfOpen', 'open']).flat(), 'halfOpen', 'closed']);
    expect(sizes).toEqual([8, 4, 2, 1, 1, 1, 1, 1, 2, 4, 8, 5]);
    expect(delivery.status()).toMatchObject({ failures: 7, delivered: 20, redelivered: 8, breaker: 'closed' });
  });

  test('does not open while there is progress', async () => {
    const { delivery, add, states } = newDelivery(
      async (batch) => {
        if (batch.length === 1) return success;
        const failures = batch
          .slice(1)
          .map((record, at) => ({ index: at + 1, messageId: record.messageId, retryable: true, reason: 'slow' }));
        return { status: 'partial', failures };
      },
      { breakAfter: 1 },
    );
    for (let i = 0; i < 30; i++) await add(`${i}`);
    delivery.start();
    await delivery.drained(forever);
    expect([states, delivery.status().delivered]).toEqual([[], 30]);
  });

  test('tells why, and how long the oldest record has waited', async () => {
    let told = (): void => {};
    const open = new Promise<void>((resolve) => {
      told = resolve;
    });
    const { delivery, add } = newDelivery(
      async () => {
        if (delivery.status().breaker === 'halfOpen') told();
        throw new Error('the cable is out');
      },
      { breakAfter: 1 },
    );
    await add('1');
    delivery.start();
    await open;
    expect(delivery.status()).toMatchObject({
      reason: '1 of the last 1 records were not taken: the cable is out; the oldest record has waited for 0 s',
      lastConfirmMs: null,
      waiting: 1,
    });
  });
});

describe('several batches at once', () => {
  /** A sink whose batches end when the test says so. */
  function held() {
    const batches: { readonly ids: string[]; readonly end: (failed?: readonly number[]) => void }[] = [];
    let told = (): void => {};
    const write: Write = (batch) =>
      new Promise((resolve) => {
        const end = (failed: readonly number[] = []) => {
          const failures = failed.map((index) => ({ index, messageId: '', retryable: true, reason: 'no' }));
          resolve(failures.length === 0 ? success : { status: 'partial', failures });
        };
        batches.push({ ids: idsOf(batch), end });
        told();
      });
    const begun = async (count: number) => {
      while (batches.length < count) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    };
    return { batches, write, begun };
  }

  test('as many as the sink wants, and twice the records of one', async () => {
    const { batches, write, begun } = held();
    const { delivery, add } = newDelivery(write, { maxRecords: 2 }, 5);
    for (let i = 0; i < 8; i++) await add(`${i}`);
    delivery.start();
    await begun(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(batches.map(({ ids }) => ids)).toEqual([
      ['0', '1'],
      ['2', '3'],
    ]);
    expect(delivery.status().underWay).toBe(4);
    batches[0]?.end();
    await begun(3);
    expect(delivery.status()).toMatchObject({ delivered: 2, underWay: 4, waiting: 6 });
  });

  test('one that ends before the one ahead of it waits for that', async () => {
    const { batches, write, begun } = held();
    const { delivery, add } = newDelivery(write, { maxRecords: 2 }, 2);
    for (let i = 0; i < 4; i++) await add(`${i}`);
    delivery.start();
    await begun(2);
    batches[1]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(delivery.status().delivered).toBe(0);
    batches[0]?.end([1]);
    await begun(3);
    expect(batches[2]?.ids).toEqual(['1']);
    expect(delivery.status()).toMatchObject({ delivered: 1, failures: 1, waiting: 3 });
    batches[2]?.end();
    await begun(4);
    expect(batches[3]?.ids).toEqual(['2', '3']);
  });
});

describe('stop', () => {
  test('ends a write that is under way; what it says last counts, the rest waits on', async () => {
    let begun = (): void => {};
    const writing = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { delivery, add } = newDelivery(async ([, second], signal) => {
      begun();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      return {
        status: 'partial',
        failures: [{ index: 1, messageId: second?.messageId ?? '', retryable: true, reason: 'ended' }],
      };
    });
    await add('1');
    await add('2');
    delivery.start();
    await writing;
    expect(delivery.status().underWay).toBe(2);
    await delivery.stop();
    expect(delivery.status()).toMatchObject({ delivered: 1, waiting: 1, underWay: 0, failures: 0 });
  });

  test('ends a pause', async () => {
    let failed = (): void => {};
    const failing = new Promise<void>((resolve) => {
      failed = resolve;
    });
    const { delivery, add } = newDelivery(
      async () => {
        setImmediate(failed);
        throw new Error('down');
      },
      { retryMinMs: 600_000, retryMaxMs: 600_000 },
    );
    await add('1');
    delivery.start();
    await failing;
    await delivery.stop();
    expect(delivery.status().waiting).toBe(1);
  });
});
