/** What a tag of an implicit client is worth, as its originator comes, idles, falls silent and goes. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { forwardOpenRequest } from '../../src/cip/index.js';
import { EipReadError } from '../../src/index.js';
import { forwardOpenOf } from '../../src/scanner/forward-open.js';
import { normalize } from '../../src/scanner/options.js';
import { ExplicitSession, type ScannerOptions } from '../../src/testing.js';
import { ADAPTER, newAdapter, type RigAdapter, SCANNER, scannerFor, sendBurst, until } from './adapter-rig.js';
import { clientOf, listening, PATIENT, untilQuality } from './implicit-rig.js';

/** Of `command`: start, recipe, x. */
const bytesOf = (start: boolean, recipe: number) =>
  Uint8Array.of(start ? 1 : 0, 0, recipe & 0xff, recipe >> 8, 1, 2, 3, 4);

const NEVER_STALE = { staleMs: 3_600_000 };

async function fed(options: { readonly staleMs?: number } = NEVER_STALE, scanner: Partial<ScannerOptions> = PATIENT) {
  const rig = await listening(options);
  const originator = scannerFor(rig.adapter, scanner);
  originator.write(bytesOf(true, 7));
  await originator.open();
  await untilQuality(rig.client, 'good');
  return { ...rig, originator };
}

function openSession(adapter: RigAdapter): Promise<ExplicitSession> {
  const session = ExplicitSession.open({ host: ADAPTER, port: adapter.status().port ?? 0, bind: SCANNER });
  onTestFinished(async () => (await session).destroy());
  return session;
}

/** An originator whose connection is open and that has sent nothing on it. */
async function openSilently(adapter: RigAdapter): Promise<ExplicitSession> {
  const session = await openSession(adapter);
  const sizes = { output: { instance: 150, size: 8 }, input: { instance: 100, size: 8 } };
  const settings = normalize({ host: ADAPTER, bind: SCANNER, ...sizes });
  const reply = await session.request(forwardOpenRequest(forwardOpenOf(settings)));
  expect(reply.status).toBe(0);
  return session;
}

describe('disconnected', () => {
  test('before connect(): no value, and an error that says so', async () => {
    const client = clientOf(newAdapter());
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ quality: 'disconnected', value: undefined });
    expect(Recipe.error).toMatchObject({ code: 'EIP_TAG_DISCONNECTED', tag: 'Recipe', assembly: 'command' });
    expect(Recipe.error?.message).toContain('the adapter does not run');
  });

  test('nobody has connected yet: readTag is an EipReadError', async () => {
    const { client } = await listening();
    const error = await client.readTag('Recipe').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EipReadError);
    expect(error).toMatchObject({ code: 'EIP_TAG_DISCONNECTED' });
    expect((error as Error).message).toContain('no originator is connected to "command"');
  });

  test('after the originator closed: the last value is told, and not as good', async () => {
    const { client, originator } = await fed();
    await originator.close();
    await untilQuality(client, 'disconnected');
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ value: 7, error: { code: 'EIP_TAG_DISCONNECTED' } });
    await expect(client.readTag('Recipe')).rejects.toThrow(EipReadError);
  });

  test('a connection that has sent nothing yet does not make the value of the one before it good', async () => {
    const { client, adapter, originator } = await fed();
    await originator.close();
    await untilQuality(client, 'disconnected');
    const session = await openSilently(adapter);
    await until('the connection', () => adapter.status().connections.length === 1);
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ quality: 'disconnected', value: 7 });
    expect(Recipe.error?.message).toContain(`${SCANNER} is connected to "command", and nothing has come from it yet`);
    await sendBurst(adapter, [bytesOf(true, 8)]);
    await untilQuality(client, 'good');
    expect(await client.readTag('Recipe')).toBe(8);
    await session.close();
  });

  test('an explicit message that wrote the output does not make it good, whoever has connected since', async () => {
    const { client, adapter } = await listening(NEVER_STALE);
    const session = await openSession(adapter);
    await session.setAttributeSingle({ classId: 4, instance: 150, attribute: 3 }, bytesOf(true, 99));
    await openSilently(adapter);
    await until('the connection', () => adapter.status().connections.length === 1);
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ quality: 'disconnected', value: 99 });
    expect(Recipe.error?.message).toContain('written by an explicit message');
    await sendBurst(adapter, [bytesOf(true, 8)]);
    await untilQuality(client, 'good');
    await session.close();
  });
});

describe('good', () => {
  test('the value that arrived, and when, by the wall clock', async () => {
    const before = Date.now();
    const { client, adapter } = await fed();
    const { Start, Recipe, RawX } = await client.readTags(['Start', 'Recipe', 'RawX']);
    expect([Start.value, Recipe.value, RawX.value]).toEqual([true, 7, Uint8Array.of(1, 2, 3, 4)]);
    expect(Recipe.error).toBeUndefined();
    expect(Recipe.timestamp.getTime()).toBeGreaterThanOrEqual(before - 10);
    expect(Recipe.timestamp.getTime()).toBeLessThanOrEqual(Date.now() + 10);
    expect(await client.readTag('Recipe')).toBe(7);
    expect(adapter.output('command').read().value.recipe).toBe(7);
  });

  test('a value that is repeated stays good, with the time at which it arrived', async () => {
    const { client, adapter } = await fed({ staleMs: 9000 });
    const first = await client.readTags(['Recipe']);
    const packets = () => adapter.status().counters.ioRepeated ?? 0;
    const seen = packets();
    await until('repeated packets', () => packets() > seen + 20);
    const second = await client.readTags(['Recipe']);
    expect(second.Recipe.quality).toBe('good');
    expect(second.Recipe.timestamp).toEqual(first.Recipe.timestamp);
  });

  test('all tags of one call are of one packet', async () => {
    const { client, originator } = await fed();
    for (let recipe = 1; recipe <= 300; recipe++) {
      originator.write(Uint8Array.of(1, 0, recipe & 0xff, recipe >> 8, recipe & 0xff, recipe >> 8, 0, 0));
      const { Recipe, RawX } = await client.readTags(['Recipe', 'RawX']);
      const raw = RawX.value ?? new Uint8Array(4);
      if (Recipe.value !== 7) expect((raw[0] ?? 0) | ((raw[1] ?? 0) << 8)).toBe(Recipe.value);
      await new Promise(setImmediate);
    }
  });

  test('by aliases', async () => {
    const { client } = await fed();
    const { recipe, again } = await client.readTags({ recipe: 'Recipe', again: 'Recipe' });
    expect([recipe.value, again.value]).toEqual([7, 7]);
  });
});

describe('idle', () => {
  test('the originator says idle: the last run value stays, and is not good; run makes it good again', async () => {
    const { client, originator } = await fed();
    originator.run = false;
    originator.write(bytesOf(true, 9));
    await untilQuality(client, 'idle');
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ value: 7, error: { code: 'EIP_TAG_IDLE' } });
    expect(Recipe.error?.message).toContain(`${SCANNER} says idle`);
    await expect(client.readTag('Recipe')).rejects.toMatchObject({ code: 'EIP_TAG_IDLE' });
    originator.run = true;
    await untilQuality(client, 'good');
    expect(await client.readTag('Recipe')).toBe(9);
  });

  test('from the first packet on: no value is known', async () => {
    const { client, adapter } = await listening(NEVER_STALE);
    const originator = scannerFor(adapter);
    originator.run = false;
    originator.write(bytesOf(true, 7));
    await originator.open();
    await untilQuality(client, 'idle');
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ quality: 'idle', value: undefined });
  });

  test('an originator that goes while idle is disconnected, not idle', async () => {
    const { client, originator } = await fed();
    originator.run = false;
    await untilQuality(client, 'idle');
    await originator.close();
    await untilQuality(client, 'disconnected');
  });
});

describe('stale', () => {
  test('connected and in run, no packet for longer than staleMs; the next one makes it good again', async () => {
    const { client, adapter, originator } = await fed({ staleMs: 3000 });
    originator.destroy();
    await untilQuality(client, 'stale');
    const { Recipe } = await client.readTags(['Recipe']);
    expect(Recipe).toMatchObject({ value: 7, error: { code: 'EIP_TAG_STALE' } });
    expect(Recipe.error?.message).toMatch(new RegExp(`no packet from ${SCANNER} for \\d+ ms, limit 3000 ms`));
    await expect(client.readTag('Recipe')).rejects.toMatchObject({ code: 'EIP_TAG_STALE' });
    await sendBurst(adapter, [bytesOf(true, 12)]);
    await untilQuality(client, 'good');
    expect(await client.readTag('Recipe')).toBe(12);
  });

  test('a scanner that lost power: stale, then disconnected when the watchdog ends its connection', async () => {
    const { client, originator } = await fed({ staleMs: 500 }, { rpiMs: 10, timeoutMultiplier: 7 });
    originator.destroy();
    await untilQuality(client, 'stale');
    await untilQuality(client, 'disconnected');
  });

  test('idle is told before stale: what is idle is not to be acted on however young', async () => {
    const { client, originator } = await fed({ staleMs: 300 });
    originator.run = false;
    await untilQuality(client, 'idle');
    originator.destroy();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await client.readTags(['Recipe'])).Recipe.quality).toBe('idle');
  });
});

describe('bad', () => {
  test('an unknown name does not hinder the others', async () => {
    const { client } = await fed();
    const read = client.readTags.bind(client) as (names: string[]) => ReturnType<typeof client.readTags>;
    const results = (await read(['Recipe', 'Recpie'])) as Record<string, { quality: string; error?: Error }>;
    expect(results.Recipe?.quality).toBe('good');
    expect(results.Recpie).toMatchObject({ quality: 'bad', value: undefined, error: { code: 'EIP_TAG_UNKNOWN' } });
    expect(results.Recpie?.error?.message).toContain('did you mean "Recipe"');
  });
});
