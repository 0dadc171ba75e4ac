/** What holds the storm of the gateway together: it notices what it is there to notice. */
import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../../soak/gateway/arrivals.mjs';
import { plannedTroubles } from '../../../soak/gateway/plan.mjs';
import { numberOf, sampleOf } from '../../../soak/gateway/sample.mjs';
import { spoilers } from '../../../soak/gateway/spoil.mjs';
import { broken, losses } from '../../../soak/gateway/verdict.mjs';

interface Arrival {
  readonly messageId: string;
  readonly sample: unknown;
}

const arrival = (number: number, messageId = `id-${number}`): Arrival => ({ messageId, sample: sampleOf(number) });
const all = (count: number) => Array.from({ length: count }, (_, index) => arrival(index + 1));

interface Seen {
  readonly distinct: number;
  readonly duplicates: number;
  readonly missing: number[][];
  readonly changed: string[];
  readonly reordered: string[];
  readonly twice: string[];
}

function seen(given: readonly Arrival[], sent: number): Seen {
  const arrivals = new Arrivals();
  for (const each of given) arrivals.take(each);
  const { distinct, duplicates } = arrivals;
  return { distinct, duplicates, missing: arrivals.missing(sent), ...arrivals.faults(sent) } as Seen;
}

const WHOLE = { distinct: 5, duplicates: 0, missing: [], changed: [], reordered: [], twice: [] };

describe('samples', () => {
  it.each([1, 2, 255, 65_536, 0xffff_ffff])('%i is told by its sample', (number) =>
    expect(numberOf(sampleOf(number))).toBe(number),
  );

  it('a sample with any bit changed is nobody’s', () => {
    for (let bit = 0n; bit < 64n; bit++) expect(numberOf(sampleOf(4_711) ^ (1n << bit)), `bit ${bit}`).toBeUndefined();
  });

  it.each([0n, -1n, 1n << 64n, 7, '7', undefined, null])('%s is none', (value) =>
    expect(numberOf(value)).toBeUndefined(),
  );
});

describe('arrivals', () => {
  const [one, two, three, four, five] = all(5) as [Arrival, Arrival, Arrival, Arrival, Arrival];

  it.each([
    ['each once, in order', [one, two, three, four, five], {}],
    ['one is lost', [one, two, four, five], { distinct: 4, missing: [[3, 3]] }],
    [
      'the first and the last two are lost',
      [two, three],
      {
        distinct: 2,
        missing: [
          [1, 1],
          [4, 5],
        ],
      },
    ],
    ['two come the wrong way round', [one, three, two, four, five], { reordered: ['2 came behind 3'] }],
    ['some come again as the same messages', [one, two, three, two, three, four, five], { duplicates: 2 }],
    [
      'one comes again as another message',
      [one, two, three, arrival(3, 'other'), four, five],
      { twice: ['3 as id-3 and as other'] },
    ],
    [
      'one is changed',
      [one, two, { messageId: 'id-3', sample: sampleOf(3) ^ 4n }, four, five],
      { distinct: 4, missing: [[3, 3]], changed: [`id-3: ${sampleOf(3) ^ 4n}`] },
    ],
    ['one was never sent', [one, two, three, four, five, arrival(6)], { distinct: 6, changed: ['6 was never sent'] }],
  ])('%s', (_, given, found) => expect(seen(given, 5)).toEqual({ ...WHOLE, ...found }));

  it('tells twenty faults in words, and how many more', () => {
    const { changed } = seen(all(40), 10);
    expect(changed).toHaveLength(21);
    expect(changed[20]).toBe('and 10 more');
  });
});

const CALM = {
  sent: 100,
  distinct: 95,
  missing: [[51, 55]],
  windows: [[50, 60]],
  counted: 0,
  faults: { changed: [], reordered: [], twice: [] },
  kills: 1,
  scanner: { sendErrors: 0, lost: 0, outOfOrder: 0, losses: 1 },
  adapter: { ioSent: 990, ioSkipped: 10 },
  memory: { peakKib: 100, limitKib: 100 },
  back: [{ afterRunningMs: 30 }],
};

describe('the verdict', () => {
  it('losses are within the window of a kill as a whole, or they are outside', () => {
    const windows = [[10, 20]];
    expect(losses({ missing: [[10, 20]], windows })).toEqual({ outside: [], inWindows: 11 });
    expect(
      losses({
        missing: [
          [9, 12],
          [15, 15],
        ],
        windows,
      }),
    ).toEqual({ outside: [[9, 12]], inWindows: 1 });
    expect(losses({ missing: [[15, 21]], windows: [] })).toEqual({ outside: [[15, 21]], inWindows: 0 });
  });

  it('all is well', () => expect(broken(CALM)).toEqual([]));

  it.each([
    [
      'a loss outside',
      {
        missing: [
          [51, 55],
          [70, 70],
        ],
        distinct: 94,
      },
      ['1 samples are missing outside of kills, 0 were counted as lost: 70'],
    ],
    ['a loss that was counted', { missing: [[70, 74]], counted: 5 }, ['5 samples were lost while the gateway lived']],
    ['a sum that is wrong', { distinct: 94 }, ['100 sent, 94 arrived, 5 missing']],
    [
      'faults',
      { faults: { changed: ['x'], reordered: ['y'], twice: ['z'] } },
      ['changed: x', 'reordered: y', 'twice: z'],
    ],
    ['packets not sent', { scanner: { ...CALM.scanner, sendErrors: 1 } }, ['1 packets of the scanner were not sent']],
    ['packets missed', { scanner: { ...CALM.scanner, lost: 2 } }, ['the scanner missed 2 packets of the adapter']],
    [
      'packets out of order',
      { scanner: { ...CALM.scanner, outOfOrder: 2 } },
      ['the scanner got 2 packets out of order'],
    ],
    [
      'a connection lost',
      { scanner: { ...CALM.scanner, losses: 2 } },
      ['the scanner lost its connection 2 times, the gateway was killed 1 times'],
    ],
    ['slots missed', { adapter: { ioSent: 989, ioSkipped: 11 } }, ['the adapter missed 11 slots of 1000']],
    ['memory', { memory: { peakKib: 101, limitKib: 100 } }, ['a gateway had 101 KiB of memory']],
    ['memory that nobody saw', { memory: { peakKib: 0, limitKib: 100 } }, ['a gateway had 0 KiB of memory']],
    ['a slow return', { back: [{ afterRunningMs: 2_001 }] }, ['the scanner was back 2001 ms after the restart']],
  ])('%s', (_, change, texts) => expect(broken({ ...CALM, ...change })).toEqual(texts));
});

describe('what is made wrong on purpose', () => {
  it.each([
    ['lost', 'missing', [[200, 200]]],
    ['changed', 'changed', [expect.any(String)]],
    ['reordered', 'reordered', ['200 came behind 201']],
    ['twice', 'twice', ['200 as id-200 and as another one']],
  ] as const)('%s is noticed', (name, kind, found) => {
    const spoil = spoilers[name]();
    const given = all(300).flatMap((each) => spoil(each));
    expect(seen(given, 300)[kind]).toEqual(found);
  });
});

describe('the plan', () => {
  it('repeats with its seed, and differs between seeds', () => {
    const plan = (seed: string) => plannedTroubles({ seed, samples: 100_000 });
    expect(plan('1')).toEqual(plan('1'));
    expect(plan('1')).not.toEqual(plan('2'));
  });

  it.each(Array.from({ length: 30 }, (_, seed) => seed))('seed %i: in order, the gateway is killed once', (seed) => {
    for (const samples of [10, 10_000, 100_000]) {
      const plan = plannedTroubles({ seed: String(seed), samples });
      const moments = plan.map(([at]) => at);
      expect(moments).toEqual([...moments].sort((a, b) => Number(a) - Number(b)));
      expect(plan.filter(([, name]) => /Gateway|Both/.test(String(name)))).toHaveLength(1);
    }
  });
});
