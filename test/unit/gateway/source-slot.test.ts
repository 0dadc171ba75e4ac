import { describe, expect, it } from 'vitest';
import { type ConfiguredSource, SourceLost, SourceSlot } from '../../../src/gateway/compose/source-slot.js';

const emit = () => Promise.resolve();

/** A source of which the starts named here fail. */
function source(calls: string[], label: string, failing: readonly number[] = []): ConfiguredSource {
  let starts = 0;
  return {
    name: 'plc',
    async start() {
      calls.push(`${label} start`);
      if (failing.includes(++starts)) throw new Error(`${label} can't start`);
    },
    async stop() {
      calls.push(`${label} stop`);
    },
    targetState: () => ({ state: 'down', reason: label }),
  } as unknown as ConfiguredSource;
}

const inPlace = (slot: SourceSlot) => slot.targetState().reason;

describe('the place of a source', () => {
  it('the next one begins where this one has ended, and can be taken back', async () => {
    const calls: string[] = [];
    const slot = new SourceSlot(source(calls, 'a'), undefined);
    await slot.start(emit);
    const undo = await slot.replace(source(calls, 'b'));
    expect([calls, inPlace(slot)]).toEqual([['a start', 'a stop', 'b start'], 'b']);
    await undo();
    expect([calls.slice(3), inPlace(slot)]).toEqual([['b stop', 'a start'], 'a']);
  });

  it('one that can not begin leaves the old one at work', async () => {
    const calls: string[] = [];
    const slot = new SourceSlot(source(calls, 'a'), undefined);
    await slot.start(emit);
    await expect(slot.replace(source(calls, 'b', [1]))).rejects.toThrow("b can't start");
    expect([calls, inPlace(slot)]).toEqual([['a start', 'a stop', 'b start', 'a start'], 'a']);
  });

  it('an old one that can not begin again either is lost', async () => {
    const calls: string[] = [];
    const slot = new SourceSlot(source(calls, 'a', [2]), undefined);
    await slot.start(emit);
    await expect(slot.replace(source(calls, 'b', [1]))).rejects.toThrow(SourceLost);
  });

  it('before the start nothing is begun', async () => {
    const calls: string[] = [];
    const slot = new SourceSlot(source(calls, 'a'), undefined);
    await slot.replace(source(calls, 'b'));
    expect([calls, inPlace(slot)]).toEqual([[], 'b']);
  });
});
