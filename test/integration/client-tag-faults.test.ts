/**
 * Tags through a line that delays, drops, repeats and reorders replies, also those of packets and of parts: a value is
 * that of its tag, or there is an error. A write reaches the controller once, whatever becomes of its reply.
 */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { Relay, type ReplyScript } from '../support/relay.js';
import { failure } from './client-rig.js';

const PLC = '127.0.67.2';
const LINE = '127.0.67.3';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const SMALL = Array.from({ length: 30 }, (_, i) => `S${i}`);
const LARGE = Array.from({ length: 4 }, (_, i) => `L${i}`);
const ELEMENTS = 400;
const tags = Object.fromEntries([
  ...SMALL.map((name, i) => [name, { type: 'DINT', value: i }] as const),
  ...LARGE.map((name, i) => [name, { type: `DINT[${ELEMENTS}]`, value: new Array(ELEMENTS).fill(100 + i) }] as const),
  ['W', 'DINT'],
]);
/** What the value of a tag is, told by its name alone. */
const truthOf = (name: string): unknown =>
  name.startsWith('S') ? Number(name.slice(1)) : new Array(ELEMENTS).fill(100 + Number(name.slice(1)));

async function rig(options: Partial<ExplicitClientOptions> = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, tags });
  await plc.start();
  const line = await Relay.listen(LINE, 0, { host: PLC, port: plc.port });
  const client = new ExplicitClient({
    host: LINE,
    port: line.port,
    connectionSize: 504,
    reconnectMinMs: 1,
    reconnectMaxMs: 5,
    ...options,
  });
  const end = async (): Promise<void> => {
    line.onReply = (bytes, send) => send(bytes);
    await client.close();
    await line.close();
    await plc.stop();
  };
  cleanups.push(end);
  await client.connect();
  return { plc, line, client, end };
}

const MISDEEDS = ['send', 'drop', 'twice', 'keep', 'behindNext'] as const;

/** One after the other over and over; what is kept comes with a later reply. */
function misbehaving(misdeeds: readonly (typeof MISDEEDS)[number][]): ReplyScript {
  const kept: Uint8Array[] = [];
  let turn = 0;
  const late = (most: number, send: (bytes: Uint8Array) => void): void => kept.splice(0, most).forEach(send);
  return (bytes, send) => {
    const misdeed = misdeeds[turn++ % misdeeds.length] ?? 'send';
    const times = { send: 1, drop: 0, twice: 2, keep: 0, behindNext: 0 }[misdeed];
    for (let i = 0; i < times; i++) send(bytes);
    if (times > 0 || misdeed === 'drop') late(kept.length, send);
    if (misdeed === 'keep') late(turn % 2, send);
    if (misdeed === 'keep' || misdeed === 'behindNext') kept.push(bytes);
  };
}

describe.each([
  ['connected', {}],
  ['unconnected', { connected: false }],
])('%s', (_, options) => {
  test('a value is that of its tag, or there is an error', async () => {
    const plan = fc.record({
      misdeeds: fc.array(fc.constantFrom(...MISDEEDS), { minLength: 1, maxLength: 10 }),
      connections: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ misdeeds, connections }) => {
        const { line, client, end } = await rig({ ...options, connections, retries: 2 });
        await client.readTags([...SMALL, ...LARGE]);
        const brief = { timeoutMs: 90 };
        line.onReply = misbehaving(misdeeds);
        const wrong: string[] = [];
        const check = (name: string, value: unknown): void => {
          if (JSON.stringify(value) !== JSON.stringify(truthOf(name)))
            wrong.push(`${name}: ${JSON.stringify(value).slice(0, 40)}`);
        };
        const together = async (names: readonly string[]): Promise<void> => {
          for (const [name, { quality, value }] of Object.entries(await client.readTags(names, brief))) {
            if (quality === 'good') check(name, value);
          }
        };
        const alone = (name: string): Promise<void> =>
          client.readTag(name, brief).then(
            (value) => check(name, value),
            () => {},
          );
        await Promise.all([together([...SMALL, ...LARGE]), ...SMALL.slice(0, 6).map(alone), ...LARGE.map(alone)]);
        await Promise.all([together([...SMALL].reverse()), alone('L3'), alone('S29')]);
        await end();
        expect(wrong).toEqual([]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);

  test.each(['dropReply', 'cutAfter', 'dropRequest', 'cutBefore'] as const)(
    'a write whose reply is lost (%s) is sent once',
    async (action) => {
      const { plc, client } = await rig(options);
      await client.readTag('W');
      plc.addFault({ action, service: 'writeTag', times: 0 });
      const reached: string[] = [];
      plc.on('request', ({ service }) => service === 'writeTag' && reached.push(service));
      const error = await failure(client.writeTag('W', 7, { timeoutMs: 150 }));
      expect(error).toMatchObject({ name: 'EipWriteError', code: 'EIP_WRITE_UNCERTAIN', outcome: 'unknown', tag: 'W' });
      plc.clearFaults();
      await client.readTag('S1');
      expect(reached.length).toBe(action === 'dropReply' || action === 'cutAfter' ? 1 : 0);
      expect(plc.read('W')).toBe(reached.length === 1 ? 7 : 0);
    },
  );
});

test('the writes of a packet whose reply is lost are all unknown, and sent once', async () => {
  const { plc, client } = await rig();
  await client.readTags(['S1', 'S2', 'W']);
  plc.addFault({ action: 'dropReply', service: 'multipleServicePacket', times: 0 });
  const reached: unknown[] = [];
  plc.on('request', (event) => event.service === 'writeTag' && reached.push(event.tag));
  const written = await client.writeTags({ S1: 5, S2: 6, W: 7 }, { timeoutMs: 150 });
  for (const name of ['S1', 'S2', 'W'] as const)
    expect(written[name]).toMatchObject({ ok: false, error: { outcome: 'unknown', tag: name } });
  expect(reached).toEqual(['S1', 'S2', 'W']);
});

test('a large write that breaks off is unknown: part of it is written', async () => {
  const { plc, client } = await rig();
  await client.readTag('L0');
  plc.addFault({ action: 'refuse', service: 'writeTagFragmented', skip: 2, status: 0x10 });
  const error = await failure(client.writeTag('L0', new Array(ELEMENTS).fill(5)));
  expect(error).toMatchObject({ code: 'EIP_WRITE_UNCERTAIN', outcome: 'unknown', generalStatus: 0x10, tag: 'L0' });
  expect((plc.read('L0') as number[]).slice(0, 3)).toEqual([5, 5, 5]);
});

test('a part that comes twice or late is none of the next read', async () => {
  const { line, client } = await rig({ connections: 1 });
  await client.readTags(LARGE);
  let last: Uint8Array | undefined;
  line.onReply = (bytes, send) => {
    if (last !== undefined) send(last);
    send(bytes);
    send(bytes);
    last = bytes;
  };
  for (const name of [...LARGE, ...[...LARGE].reverse()]) expect(await client.readTag(name)).toEqual(truthOf(name));
});

describe('close() ends a call that has more to ask', () => {
  test('its packets that were not sent fail as well', async () => {
    const { client, line } = await rig({ connections: 1 });
    const held = new Promise<void>((resolve) => {
      line.onReply = () => resolve();
    });
    const names = [...SMALL, ...LARGE];
    const reading = client.readTags(names);
    await held;
    await client.close();
    const results = Object.values(await reading);
    expect(results.map(({ error }) => (error?.cause as { code?: string } | undefined)?.code)).toEqual(
      names.map(() => 'EIP_CLIENT_CLOSED'),
    );
  });
});
