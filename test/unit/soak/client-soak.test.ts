import { describe, expect, it } from 'vitest';
import { Check } from '../../../soak/check.mjs';
import { emptied, judgeMemory, judgeMoment, judgeSteady } from '../../../soak/client/check.mjs';
import { OwnTag } from '../../../soak/client/own-tag.mjs';
import { OWN, startNumber } from '../../../soak/client/world.mjs';

const first = startNumber(0, 'own');

describe('a tag that one actor writes', () => {
  it('holds what was written last', () => {
    const tag = new OwnTag(0, 'own');
    expect(tag.complaint(first)).toBeUndefined();
    tag.wrote(5_000, 'done');
    expect(tag.complaint(5_000)).toBeUndefined();
    expect(tag.complaint(first)).toMatch(/^Own0 was read as 1/);
  });

  it.each(['refused', 'notSent'])('%s: holds what it held', (outcome) => {
    const tag = new OwnTag(0, 'own');
    tag.wrote(5_000, outcome);
    expect(tag.complaint(5_000)).toBeDefined();
    expect(tag.complaint(first)).toBeUndefined();
  });

  it('unknown: holds one or the other, until somebody has looked', () => {
    const tag = new OwnTag(0, 'own');
    tag.wrote(5_000, 'unknown');
    tag.wrote(5_001, 'done');
    expect([first, 5_000, 5_001].map((value) => tag.complaint(value))).toEqual([undefined, undefined, undefined]);
    expect(tag.complaint(5_002)).toBeDefined();
    tag.settle(5_001);
    expect(tag.complaint(5_000)).toBeDefined();
  });

  it('a list that broke off is made of both, and of nothing else', () => {
    const tag = new OwnTag(1, 'list');
    const mixed = [...OWN.list.of(5_000).slice(0, 700), ...OWN.list.of(startNumber(1, 'list')).slice(700)];
    expect(tag.complaint(mixed)).toBeDefined();
    tag.wrote(5_000, 'unknown');
    expect(tag.complaint(mixed)).toBeUndefined();
    expect(tag.complaint([...mixed.slice(1), 5_001])).toBeDefined();
  });
});

describe('memory', () => {
  const MOMENT = { rssKib: 97_000, heapKib: 18_000, descriptors: 21 };
  const judged = (last: object) => {
    const check = new Check();
    judgeMemory(check, [MOMENT, MOMENT, { ...MOMENT, ...last }]);
    return check.texts;
  };

  it('what is resident may rise, to its limit', () => {
    expect(judged({ rssKib: 200_000 })).toEqual([]);
    expect(judged({ rssKib: 300_000 })).toEqual([expect.stringMatching(/^memory: 300000 KiB resident/)]);
  });

  it.each([{ heapKib: 27_000 }, { descriptors: 22 }])('%j is a leak', (last) =>
    expect(judged(last)).toEqual([expect.stringMatching(/^memory: (heapKib|descriptors) grew by/)]),
  );
});

describe('a quiet moment', () => {
  const plc = (connections: number) => ({ status: () => ({ tcpConnections: 0, sessions: 0, connections }) });

  it('waits for what times out', async () => {
    const check = new Check();
    let left = 3;
    await emptied(check, 'rough', {
      status: () => ({ tcpConnections: 0, sessions: 0, connections: Math.max(0, left--) }),
    });
    await emptied(check, 'rough', plc(0));
    expect(check.texts).toEqual([]);
  });

  it('what was opened has been closed, and did not have to time out', () => {
    const check = new Check();
    judgeSteady(check, { opened: 5, closed: 5, timedOut: 0 });
    expect(check.count).toBe(0);
    judgeSteady(check, { opened: 5, closed: 4, timedOut: 1 });
    judgeSteady(check, { opened: 5, closed: 4, timedOut: 0 });
    expect(check.count).toBe(2);
  });

  it('no timer, no socket and no listener is left', () => {
    const check = new Check();
    judgeMoment(check, { resources: [], exitListeners: 0 });
    expect(check.count).toBe(0);
    judgeMoment(check, { resources: ['Timeout'], exitListeners: 1 });
    expect(check.texts).toEqual(['clients: left open: Timeout', 'clients: 1 listeners for the end of the process']);
  });
});
