/** The place of a sink: it hides nothing of what the sink can, and keeps the order when another one takes it. */
import { describe, expect, it } from 'vitest';
import { type FullSink, SinkSlot } from '../../../src/gateway/compose/sink-slot.js';
import { createRecord } from '../../../src/telemetry/record/record.js';
import type { BatchResult, EncodedRecord } from '../../../src/telemetry/sink.js';

const app = { name: 'test', instance: 'one' };
const encoded = (name: string): EncodedRecord[] => [
  { record: createRecord({ kind: 'event', name, source: 's', app }), body: Buffer.from(name) },
];

/** Tells what it was asked for; a write ends when it is let go. */
class Recorder implements FullSink {
  readonly name = 'rabbitmq';
  readonly underWay: (() => void)[] = [];
  private all = Promise.resolve<unknown>(undefined);

  constructor(
    private readonly label: string,
    private readonly told: string[],
    readonly maxBatches = 64,
  ) {}

  write = (): Promise<BatchResult> => this.taken('write');
  writeEncoded = ([one]: readonly EncodedRecord[]): Promise<BatchResult> => this.taken(String(one?.body));
  flush = async (): Promise<void> => {
    await this.all;
  };
  healthCheck = async () => ({ healthy: true, reason: null });
  close = async (): Promise<void> => {
    await this.all;
    this.told.push(`${this.label} closed`);
  };

  private taken(what: string): Promise<BatchResult> {
    this.told.push(`${this.label} ${what}`);
    const taken = new Promise<BatchResult>((resolve) => {
      this.underWay.push(() => resolve({ status: 'success' }));
    });
    this.all = Promise.all([this.all, taken]);
    return taken;
  }
}

/** Every turn that promises take by themselves. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe('a slot', () => {
  it('has the ways of its sink: encoded records, several batches at once', async () => {
    const told: string[] = [];
    const sink = new Recorder('first', told, 7);
    const slot = new SinkSlot(sink);
    expect(slot.maxBatches).toBe(7);
    const writes = [slot.writeEncoded(encoded('a')), slot.writeEncoded(encoded('b'))];
    await turns();
    expect(told).toEqual(['first a', 'first b']);
    for (const end of sink.underWay) end();
    expect(await Promise.all(writes)).toEqual([{ status: 'success' }, { status: 'success' }]);
  });

  it('gives the next sink nothing before the one before has sent all', async () => {
    const told: string[] = [];
    const [first, second, third] = ['first', 'second', 'third'].map((label) => new Recorder(label, told));
    const slot = new SinkSlot(first as Recorder);
    void slot.writeEncoded(encoded('a'));
    await turns();
    slot.replace(second as Recorder);
    const later = slot.writeEncoded(encoded('b'));
    await turns();
    expect(told).toEqual(['first a']);
    slot.replace(third as Recorder);
    first?.underWay[0]?.();
    await turns();
    expect(told).toEqual(['first a', 'second closed', 'first closed', 'third b']);
    third?.underWay[0]?.();
    expect(await later).toEqual({ status: 'success' });
  });
});
