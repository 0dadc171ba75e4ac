/** What the compiler knows of a client of explicit messages; the linter's type check runs over this file. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createClient,
  type EipClient,
  ExplicitClient,
  type Subscription,
  type TagResult,
  type TagUpdate,
  type TagValue,
  type WriteResult,
} from '../../../src/index.js';

const client = new ExplicitClient({ host: '127.0.0.2' });

/** Never called: only its types are looked at. */
async function reads(names: string[], aliases: Record<string, string>) {
  const results = await client.readTags(['Speed', 'Line.Temps[10]{20}']);
  expectTypeOf(results).toEqualTypeOf<{ Speed: TagResult; 'Line.Temps[10]{20}': TagResult }>();
  // @ts-expect-error: it was not asked for
  results.Sped;
  const aliased = await client.readTags({ speed: 'Speed', temps: 'Line.Temps' }, { timeoutMs: 5 });
  expectTypeOf(aliased).toEqualTypeOf<{ speed: TagResult; temps: TagResult }>();
  // @ts-expect-error: it is called by its alias
  aliased.Speed;
  expectTypeOf(await client.readTags(names)).toEqualTypeOf<Record<string, TagResult>>();
  expectTypeOf(await client.readTags(aliases)).toEqualTypeOf<Record<string, TagResult>>();
  expectTypeOf(await client.readTag('Speed')).toEqualTypeOf<TagValue>();
  if (results.Speed.quality === 'good') expectTypeOf(results.Speed.value).toEqualTypeOf<TagValue>();
  else expectTypeOf(results.Speed.value).toEqualTypeOf<TagValue | undefined>();
  // @ts-expect-error: a number is no name
  await client.readTags([5]);
}

async function writes(values: Record<string, TagValue>) {
  const results = await client.writeTags({
    Speed: 5,
    'Status.0': true,
    Big: 5n,
    Feeder: { Name: 'in', Steps: [1, 2] },
  });
  expectTypeOf(results).toEqualTypeOf<{
    Speed: WriteResult;
    'Status.0': WriteResult;
    Big: WriteResult;
    Feeder: WriteResult;
  }>();
  // @ts-expect-error: it was not written
  results.Sped;
  expectTypeOf(await client.writeTags(values)).toEqualTypeOf<Record<string, WriteResult>>();
  // @ts-expect-error: a function is no value
  await client.writeTags({ Speed: () => 5 });
}

async function subscriptions() {
  const subscription = client.subscribe(['Speed', 'Level'], { rateMs: 100 });
  expectTypeOf(subscription).toEqualTypeOf<Subscription<TagUpdate<'Speed' | 'Level'>>>();
  subscription.on('update', ({ key, quality, value }) => {
    expectTypeOf(key).toEqualTypeOf<'Speed' | 'Level'>();
    if (quality === 'good') expectTypeOf(value).toEqualTypeOf<TagValue>();
    else expectTypeOf(value).toEqualTypeOf<TagValue | undefined>();
  });
  const tags = { speed: 'Speed', level: { name: 'Level', deadband: { percent: 1 } } } as const;
  for await (const update of client.subscribe(tags, { rateMs: 100, report: 'cycle' })) {
    expectTypeOf(update).toEqualTypeOf<TagUpdate<'speed' | 'level'>>();
  }
  // @ts-expect-error: there is no such report
  client.subscribe(['Speed'], { rateMs: 100, report: 'always' });
  // @ts-expect-error: a rate is needed
  client.subscribe(['Speed'], {});
}

async function anyClient(any: EipClient) {
  expectTypeOf(await any.readTags(['A', 'B'])).toEqualTypeOf<{ A: TagResult; B: TagResult }>();
  expectTypeOf(await any.writeTags({ A: 1, B: [true] })).toEqualTypeOf<{ A: WriteResult; B: WriteResult }>();
}

describe('types of a client of explicit messages', () => {
  it('are those of the keys that it was given', () => {
    expect([reads, writes, subscriptions, anyClient].every((one) => typeof one === 'function')).toBe(true);
  });

  it('it is an EipClient, also by its options', () => {
    expectTypeOf(client).toExtend<EipClient>();
    expectTypeOf(createClient({ protocol: 'explicit', host: '127.0.0.2' })).toEqualTypeOf<ExplicitClient>();
    expect(client.state).toBe('new');
  });
});
