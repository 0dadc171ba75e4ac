/**
 * A controller that delays, drops, repeats and reorders: what a call gives is the truth or an error, never what was
 * meant for another. Each reply carries the attribute that it is the value of.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExplicitClient } from '../../src/client/index.js';
import { EipError } from '../../src/errors.js';
import type { Arrived, Forged } from '../support/scripted-plc.js';
import { connectedClient, failure, plcWith } from './client-rig.js';

const idOf = ({ request }: Arrived): number => {
  const segment = request.path.find((one) => one.kind === 'logical' && one.type === 'attribute');
  return segment?.kind === 'logical' ? segment.value : 0;
};
/** Nothing is answered but the question whether it is there. */
const silence = (arrived: Arrived): void => {
  if (idOf(arrived) === PROBE) arrived.reply();
};
const PROBE = 5;
const truth = (arrived: Arrived): Forged => ({ data: Uint8Array.of(idOf(arrived)) });
const read = (client: ExplicitClient, attribute: number, timeoutMs?: number): Promise<number | undefined> =>
  client
    .getAttributeSingle({ classId: 0x64, instance: 1, attribute }, timeoutMs ? { timeoutMs } : {})
    .then(([value]) => value);

const MODES = [
  { name: 'connected', options: {} },
  { name: 'unconnected', options: { connected: false } },
] as const;

describe.each(MODES)('$name', ({ options }) => {
  const ONE_TRY = { ...options, retries: 0, connections: 1, timeoutMs: 60_000 } as const;
  /** The scripted part begins when the client is connected: its first question there is its own. */
  const rig = async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, ONE_TRY);
    plc.arrived.length = 0;
    return { plc, client };
  };

  test('a late reply is none of the next request', async () => {
    const { plc, client } = await rig();
    plc.script.onRequest = (arrived) => {
      if (idOf(arrived) !== 1) arrived.reply(truth(arrived));
    };
    expect(await failure(read(client, 1, 30))).toMatchObject({ code: 'EIP_READ_FAILED' });
    const [late] = plc.arrived;
    plc.script.onRequest = (arrived) => {
      late?.reply(truth(late));
      arrived.reply(truth(arrived));
    };
    expect(await read(client, 2)).toBe(2);
    expect(await read(client, 3)).toBe(3);
  });

  test('two late replies', async () => {
    const { plc, client } = await rig();
    plc.script.onRequest = silence;
    await failure(read(client, 1, 30));
    await failure(read(client, 2, 30));
    const late = plc.arrived.filter((one) => idOf(one) <= 2);
    plc.script.onRequest = (arrived) => {
      for (const one of late) one.reply(truth(one));
      arrived.reply(truth(arrived));
    };
    for (const id of [3, 4, 6]) expect(await read(client, id)).toBe(id);
  });

  test('a reply that comes twice, also behind the next request', async () => {
    const { plc, client } = await rig();
    let last: Arrived | undefined;
    plc.script.onRequest = (arrived) => {
      last?.reply(truth(last));
      arrived.reply(truth(arrived));
      arrived.reply(truth(arrived));
      last = arrived;
    };
    for (const id of [1, 2, 3, 4]) expect(await read(client, id)).toBe(id);
  });

  test.each<[string, (arrived: Arrived) => Forged]>([
    ['session', () => ({ session: 0xbad })],
    ['service', () => ({ service: 0x4c })],
    ['connection id, context', () => ({ connectionId: 0xbad, context: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) })],
    [
      'sequence count, context',
      ({ sequenceCount = 0 }) => ({ sequenceCount: sequenceCount ^ 0x8000, context: new Uint8Array(8) }),
    ],
  ])("a reply with another %s is nobody's", async (_, forge) => {
    const { plc, client } = await rig();
    plc.script.onRequest = (arrived) => {
      arrived.reply({ ...forge(arrived), data: Uint8Array.of(99) });
      arrived.reply(truth(arrived));
    };
    expect(await read(client, 1)).toBe(1);
    expect((await client.healthCheck()).strayReplies).toBeGreaterThanOrEqual(1);
  });

  test('a refusal of the encapsulation layer is told in words, and the connection stays', async () => {
    const { plc, client } = await rig();
    plc.script.onRequest = (arrived) =>
      idOf(arrived) === 1 ? arrived.reply({ encapsulationStatus: 0x03 }) : arrived.reply(truth(arrived));
    const error = await failure(read(client, 1));
    expect(error.message).toMatch(/was not read: .*refused Send(RR|Unit)Data/);
    expect(await read(client, 2)).toBe(2);
  });
});

test('a sequence count is never used twice in a row, over its whole range', async () => {
  const plc = await plcWith({ onRequest: (arrived) => arrived.reply(truth(arrived)) });
  const client = await connectedClient(plc, { connections: 1 });
  for (let i = 0; i < 0x1_0002; i++) await read(client, 1);
  const counts = plc.arrived.map(({ sequenceCount }) => sequenceCount ?? -1);
  expect(counts.filter((count, i) => count === counts[i - 1])).toEqual([]);
  expect(new Set(counts).size).toBe(0x1_0000);
}, 60_000);

/** What a controller may do with a request. */
const MISDEEDS = ['answer', 'drop', 'twice', 'keep', 'wrongCount', 'wrongService', 'refuse'] as const;

const MISDEED: Record<(typeof MISDEEDS)[number], (arrived: Arrived, keep: (arrived: Arrived) => void) => void> = {
  answer: (arrived) => arrived.reply(truth(arrived)),
  drop: () => {},
  twice: (arrived) => {
    arrived.reply(truth(arrived));
    arrived.reply(truth(arrived));
  },
  keep: (arrived, keep) => keep(arrived),
  wrongCount: (arrived) => arrived.reply({ sequenceCount: 7, context: new Uint8Array(8), data: Uint8Array.of(99) }),
  wrongService: (arrived) => arrived.reply({ service: 0x4c, data: Uint8Array.of(99) }),
  refuse: (arrived) => arrived.reply({ status: 0x05 }),
};

/** One misdeed after the other; what was kept comes late, in a batch or bit by bit. */
function misbehaving(misdeeds: readonly (typeof MISDEEDS)[number][]): (arrived: Arrived) => void {
  const kept: Arrived[] = [];
  let turn = 0;
  return (arrived) => {
    const misdeed = misdeeds[turn++ % misdeeds.length] ?? 'answer';
    for (const one of kept.splice(0, turn % 3)) one.reply(truth(one));
    MISDEED[misdeed](arrived, (one) => kept.push(one));
  };
}

test.each(MODES)(
  '$name: whatever a controller does, a call gives its own value or an error',
  async ({ options }) => {
    const plan = fc.record({
      misdeeds: fc.array(fc.constantFrom(...MISDEEDS), { minLength: 1, maxLength: 12 }),
      callers: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ misdeeds, callers }) => {
        const plc = await plcWith();
        const client = await connectedClient(plc, { ...options, connections: 2, retries: 1 });
        plc.script.onRequest = misbehaving(misdeeds);
        const outcomes = await Promise.all(
          Array.from({ length: 4 * callers }, async (_, i) => {
            const value = await read(client, i + 1, 60).catch((error: unknown) => error);
            return value === i + 1 || (value instanceof EipError && value.code.startsWith('EIP_READ_'));
          }),
        );
        await client.close();
        await plc.close();
        expect(outcomes).toEqual(outcomes.map(() => true));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  },
  60_000,
);
