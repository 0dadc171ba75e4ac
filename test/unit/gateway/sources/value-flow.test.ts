/** Values on their way to a spool that is slow, rejects, or never answers: what is told, in which order, and what is counted. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EipError } from '../../../../src/errors.js';
import { toldValue } from '../../../../src/gateway/sources/told-value.js';
import { ValueFlow } from '../../../../src/gateway/sources/value-flow.js';
import type { SampleRecord } from '../../../../src/telemetry/record/record-types.js';
import type { EmitOptions, EmitRecord } from '../../../../src/telemetry/source.js';

interface Call {
  readonly record: SampleRecord;
  readonly options: EmitOptions | undefined;
  keep(): void;
  reject(error?: Error): void;
}

/** Each call waits until it is kept or rejected. */
class Spool {
  readonly calls: Call[] = [];
  readonly kept: SampleRecord[] = [];

  readonly emit: EmitRecord = (record, options) =>
    new Promise((resolve, reject) => {
      const sample = record as SampleRecord;
      const keep = () => {
        this.kept.push(sample);
        resolve();
      };
      this.calls.push({ record: sample, options, keep, reject: (error = new Error('disk full')) => reject(error) });
    });
}

const brief = (records: readonly SampleRecord[]) =>
  records.map(({ values }) =>
    Object.entries(values)
      .map(([tag, { value }]) => `${tag}${String(value)}`)
      .join(' '),
  );
/** `a1 b2`: values of one moment. */
const moment = (text: string) =>
  text.split(' ').map((one) => {
    const timestamp = new Date(1_000 + Number(one.slice(1)));
    return toldValue(one[0] ?? '', { quality: 'good', value: Number(one.slice(1)), timestamp }, undefined);
  });
const settle = () => new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)));

function flowOf({ maxValues = 1_000, maxMs = 0, history = 1_000 } = {}) {
  const lost: [number, string][] = [];
  const whose = { source: 'press', group: 'fast', app: { name: 'a', instance: 'b' }, priority: 'alarm' as const };
  const flow = new ValueFlow({ ...whose, batch: { maxValues, maxMs }, history }, (...one) => lost.push(one));
  const spool = new Spool();
  flow.start(spool.emit);
  const push = (...moments: string[]) => {
    for (const text of moments) flow.push(moment(text));
  };
  return { flow, spool, push, lost, brief: () => brief(spool.calls.map(({ record }) => record)) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('records', () => {
  test.each<[string, Parameters<typeof flowOf>[0], string[], string[]]>([
    ['values of one moment', {}, ['a1 b2', 'c3'], ['a1 b2', 'c3']],
    ['no more than maxValues', { maxValues: 2 }, ['a1 b2 c3 d4 e5'], ['a1 b2', 'c3 d4', 'e5']],
    ['a moment that fills a record hands it over', { maxValues: 2, maxMs: 50 }, ['a1', 'b2', 'c3'], ['a1 b2']],
    ['a second value of a tag closes the record', { maxMs: 50 }, ['a1 b2', 'a3', 'c4', 'a5'], ['a1 b2', 'a3 c4']],
    ['nothing', {}, [], []],
  ])('%s', (_, options, moments, expected) => {
    const { push, brief } = flowOf(options);
    push(...moments);
    expect(brief()).toEqual(expected);
  });

  test('after maxMs, from the first value on, whatever it has', () => {
    const { push, brief } = flowOf({ maxMs: 50 });
    push('a1');
    vi.advanceTimersByTime(49);
    push('b2');
    expect(brief()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(brief()).toEqual(['a1 b2']);
    vi.advanceTimersByTime(1_000);
    push('c3');
    vi.advanceTimersByTime(50);
    expect(brief()).toEqual(['a1 b2', 'c3']);
  });

  test('have the time of their first value; others tell theirs', () => {
    const { push, spool } = flowOf();
    push('a1 b1 c2');
    const [call] = spool.calls;
    expect(call?.options).toEqual({ priority: 'alarm' });
    expect(call?.record).toMatchObject({ source: 'press', group: 'fast', timestamp: '1970-01-01T00:00:01.001Z' });
    expect(call?.record.values).toEqual({
      a: { quality: 'good', value: 1 },
      b: { quality: 'good', value: 1 },
      c: { quality: 'good', value: 2, timestamp: '1970-01-01T00:00:01.002Z' },
    });
  });

  test('no more bytes than a record has', () => {
    const { flow, spool } = flowOf();
    const big = 'x'.repeat(400_000);
    const values = ['a', 'b', 'c'].map((tag) =>
      toldValue(tag, { quality: 'good', value: big, timestamp: new Date(0) }, undefined),
    );
    flow.push(values);
    expect(spool.calls.map(({ record }) => Object.keys(record.values))).toEqual([['a', 'b'], ['c']]);
  });
});

describe('a spool that is slow', () => {
  test('what finds no room: the newest of each tag waits, older ones are counted', async () => {
    const { flow, spool, push, lost, brief } = flowOf({ history: 2 });
    push('a1', 'a2', 'a3', 'b4', 'a5');
    expect(brief()).toEqual(['a1', 'a2']);
    expect(lost).toEqual([[1, expect.any(String)]]);
    spool.calls[0]?.keep();
    await settle();
    // Two of them need more room than one.
    expect(brief()).toEqual(['a1', 'a2']);
    spool.calls[1]?.keep();
    await settle();
    expect(brief()).toEqual(['a1', 'a2', 'b4 a5']);
    expect(flow.figures).toEqual({ records: 2, values: 2, overruns: 1 });
  });

  test('while something waits, nothing overtakes it', async () => {
    const { spool, push, brief } = flowOf({ history: 2 });
    push('a1 b1', 'c2 d2');
    push('e3');
    spool.calls[0]?.keep();
    await settle();
    expect(brief()).toEqual(['a1 b1', 'c2 d2 e3']);
  });

  test('one moment goes, however many values it has', () => {
    const { push, brief } = flowOf({ history: 1 });
    push('a1 b1 c1', 'a2');
    expect(brief()).toEqual(['a1 b1 c1']);
  });
});

describe('a spool that rejects', () => {
  test('the newest of its tag is handed over again after a pause that grows; others are lost', async () => {
    const { flow, spool, push, lost, brief } = flowOf();
    push('a1 b1', 'a2');
    for (const { reject } of spool.calls) reject();
    await settle();
    expect(lost).toEqual([[1, 'disk full']]);
    vi.advanceTimersByTime(99);
    expect(brief()).toEqual(['a1 b1', 'a2']);
    vi.advanceTimersByTime(1);
    expect(brief()).toEqual(['a1 b1', 'a2', 'b1 a2']);
    spool.calls[2]?.reject();
    await settle();
    push('b3');
    vi.advanceTimersByTime(199);
    expect(spool.calls).toHaveLength(3);
    vi.advanceTimersByTime(1);
    expect(brief()[3]).toBe('a2 b3');
    spool.calls[3]?.keep();
    await settle();
    expect(flow.figures).toEqual({ records: 1, values: 2, overruns: 2 });
  });

  test('once it takes something, what waits follows at once', async () => {
    const { spool, push, brief } = flowOf();
    push('a1', 'b2');
    spool.calls[0]?.reject();
    await settle();
    spool.calls[1]?.keep();
    await settle();
    expect(brief()).toEqual(['a1', 'b2', 'a1']);
  });

  test('a record that it never takes is lost, and nothing else waits for that', async () => {
    const { flow, spool, push, brief } = flowOf({ history: 1 });
    push('a1', 'b2');
    spool.calls[0]?.reject(new EipError('EIP_MESSAGE_INVALID', 'too long'));
    await settle();
    expect(brief()).toEqual(['a1', 'b2']);
    expect(flow.figures.overruns).toBe(1);
  });

  test('an emit that throws, and what is thrown that is no error, are rejections', async () => {
    const lost: unknown[] = [];
    const whose = { source: 's', group: 'g', app: { name: 'a', instance: 'b' }, priority: 'normal' as const };
    const batch = { maxValues: 1, maxMs: 0 };
    const flow = new ValueFlow({ ...whose, batch, history: 9 }, (_, reason) => lost.push(reason));
    flow.start(() => {
      throw 'no';
    });
    flow.push(moment('a1'));
    flow.push(moment('a2'));
    await settle();
    expect(lost).toEqual(['no']);
  });
});

describe('the end', () => {
  test('what is batched and what waits is handed over once; what is rejected then is lost', async () => {
    const { flow, spool, push, brief } = flowOf({ maxMs: 50, history: 2 });
    push('a1', 'b2', 'a3', 'c4');
    const stopped = flow.stop();
    expect(brief()).toEqual(['a1 b2', 'a3 c4']);
    spool.calls[0]?.keep();
    spool.calls[1]?.reject();
    await stopped;
    vi.advanceTimersByTime(60_000);
    push('a9');
    expect(spool.calls).toHaveLength(2);
    expect(flow.figures).toEqual({ records: 1, values: 2, overruns: 2 });
  });

  test('a spool that never answers is not waited for without end', async () => {
    const { flow, push } = flowOf();
    push('a1');
    const stopped = flow.stop();
    vi.advanceTimersByTime(5_000);
    await stopped;
  });

  test('before the start values are nobody’s', () => {
    const { flow } = flowOf();
    const spool = new Spool();
    void flow.stop();
    flow.push(moment('a1'));
    flow.start(spool.emit);
    flow.push(moment('a2'));
    expect(brief(spool.calls.map(({ record }) => record))).toEqual(['a2']);
  });
});

type Step = { readonly push: string } | 'keep' | 'reject' | 'time';

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((tags) => ({ push: tags.join('') })) },
    { weight: 3, arbitrary: fc.constant('keep' as const) },
    { weight: 1, arbitrary: fc.constant('reject' as const) },
    { weight: 1, arbitrary: fc.constant('time' as const) },
  ),
  { maxLength: 60 },
);

/** A flow, and everything that is done to it. */
class Story {
  pushed = 0;
  readonly newest = new Map<string, number>();
  private readonly settled = new Set<Call>();

  constructor(private readonly rig: ReturnType<typeof flowOf>) {}

  async tell(step: Step): Promise<void> {
    if (step === 'time') vi.advanceTimersByTime(20_000);
    else if (typeof step === 'string') this.end(this.open[0], step);
    else this.push([...step.push]);
    await settle();
  }

  /** From now on the spool takes everything. */
  async finish(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) {
      for (const call of this.open) this.end(call, 'keep');
      await this.tell('time');
    }
  }

  /** Numbers of a tag, as they were kept. */
  kept(tag: string): number[] {
    return this.told.flatMap((one) => (one.startsWith(tag) ? Number(one.slice(1)) : []));
  }

  get told(): string[] {
    return brief(this.rig.spool.kept).flatMap((text) => text.split(' '));
  }

  private get open(): Call[] {
    return this.rig.spool.calls.filter((call) => !this.settled.has(call));
  }

  private push(tags: readonly string[]): void {
    const values = tags.map((tag) => {
      this.newest.set(tag, ++this.pushed);
      return `${tag}${this.pushed}`;
    });
    this.rig.push(values.join(' '));
  }

  private end(call: Call | undefined, how: 'keep' | 'reject'): void {
    if (call === undefined) return;
    this.settled.add(call);
    call[how]();
  }
}

const bounds = {
  maxValues: fc.integer({ min: 1, max: 4 }),
  maxMs: fc.constantFrom(0, 20),
  history: fc.integer({ min: 1, max: 6 }),
};

describe('whatever happens', () => {
  test('each value is kept or counted, once; those of a tag in their order; the newest is kept', async () => {
    const property = fc.asyncProperty(steps, fc.record(bounds), async (todo: Step[], options) => {
      const rig = flowOf(options);
      const story = new Story(rig);
      for (const step of todo) await story.tell(step);
      await story.finish();
      const { told } = story;
      expect(new Set(told).size).toBe(told.length);
      expect(told.length + rig.flow.figures.overruns).toBe(story.pushed);
      for (const tag of 'abc') {
        const numbers = story.kept(tag);
        expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        expect(numbers.at(-1)).toBe(story.newest.get(tag));
      }
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
