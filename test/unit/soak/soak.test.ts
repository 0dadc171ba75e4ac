import { describe, expect, it } from 'vitest';
import { Check, judgeCounts, judgeGrowth, judgeReference, quietMoment } from '../../../soak/check.mjs';
import { Random } from '../../../soak/random.mjs';

const draw = (seed: string, name: string) => {
  const random = new Random(seed, name);
  return Array.from({ length: 50 }, () => random.whole(0, 1_000_000));
};

describe('random numbers', () => {
  it('repeat with the seed, and differ between actors', () => {
    expect(draw('1', 'a')).toEqual(draw('1', 'a'));
    expect(draw('1', 'a')).not.toEqual(draw('2', 'a'));
    expect(draw('1', 'a')).not.toEqual(draw('1', 'b'));
  });

  it('fill their range, both ends included', () => {
    const random = new Random('1', 'range');
    const seen = new Set(Array.from({ length: 500 }, () => random.whole(3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });
});

const quiet = {
  counters: { ioConnections: 1, explicitConnections: 0, pendingRequests: 0, peers: 1, sessions: 1, ioSent: 7 },
  connections: [{}],
  intervals: { counts: [4, 2], first: 1 },
  lateness: { counts: [7] },
};
const memory = { rssKib: 1, heapKib: 1, descriptors: 1 };
const adapter = (status: object) => ({ ask: async (what: string) => (what === 'status' ? status : memory) });

describe('what must hold', () => {
  it('holds in a quiet moment', async () => {
    const check = new Check();
    await quietMoment(check, adapter(quiet));
    expect(check.texts).toEqual([]);
  });

  it('an event that was lost is told, and a histogram that does not add up', async () => {
    const check = new Check();
    const counters = { ...quiet.counters, eventsLost: 1, ioSent: 20 };
    await quietMoment(check, adapter({ ...quiet, counters }));
    expect(check.count).toBe(3);
    expect(check.texts).toContain('status: eventsLost is 1');
  });

  it('memory may grow a little, descriptors not at all', () => {
    const check = new Check();
    judgeGrowth(check, [memory, memory, { rssKib: 9_000, heapKib: 1_000, descriptors: 1 }]);
    expect(check.count).toBe(0);
    judgeGrowth(check, [memory, memory, { rssKib: 90_000, heapKib: 90_000, descriptors: 2 }]);
    expect(check.count).toBe(3);
  });

  it('memory may come back to what it was in one of the first two quiet moments, and to none later', () => {
    const check = new Check();
    const large = { ...memory, rssKib: 90_000 };
    judgeGrowth(check, [large, memory, memory, large]);
    judgeGrowth(check, [memory, large, memory, large]);
    expect(check.count).toBe(0);
    judgeGrowth(check, [memory, memory, large, large]);
    expect(check.texts).toEqual([expect.stringMatching(/^memory: rssKib grew by \d+/)]);
  });

  it('the reference loses nothing', () => {
    const check = new Check();
    const none = { lost: 0, outOfOrder: 0 };
    judgeReference(check, { received: 9 }, { figures: { sent: 10 } }, { received: 9, ...none });
    expect(check.count).toBe(0);
    judgeReference(check, { received: 9 }, { figures: { sent: 8 } }, { received: 9, ...none });
    judgeReference(check, { received: 9 }, { figures: { sent: 30 } }, { received: 9, lost: 1, outOfOrder: 0 });
    expect(check.count).toBe(3);
  });

  it('both sides count the same opens', () => {
    const counters = { opens: 10, openFormatRejects: 1, openResourceRejects: 1, openOtherRejects: 1 };
    const check = new Check();
    judgeCounts(check, counters, { 'I/O connections': 4, assemblies: 2 });
    expect(check.count).toBe(0);
    judgeCounts(check, counters, { 'I/O connections': 5, assemblies: 2 });
    expect(check.texts).toEqual(['counts: 7 opens accepted, 8 were ours']);
  });
});
