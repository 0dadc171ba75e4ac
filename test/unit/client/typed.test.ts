/** `client.typed<Tags>()`: what compiles, and what does not. `npm run lint` compiles it. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type EipClient, ExplicitClient, type TagResult, type TypedExplicitClient } from '../../../src/index.js';

interface Recipe {
  Name: string;
  Speed: number;
  Steps: readonly number[];
  Inner: { Ready: boolean; Since: Date };
}

interface Tags {
  Speed: number;
  Total: bigint;
  Recipe: Recipe;
  Recipes: readonly Recipe[];
  Grid: readonly (readonly number[])[];
  readonly Locked: boolean;
  'Program:Main.Step': number;
}

const typed = () => new ExplicitClient({ host: 'plc' }).typed<Tags>();

async function reads(client: TypedExplicitClient<Tags>) {
  expectTypeOf(await client.readTag('Speed')).toEqualTypeOf<number>();
  expectTypeOf(await client.readTag('Program:Main.Step', { timeoutMs: 100 })).toEqualTypeOf<number>();
  expectTypeOf(await client.readTag('Recipe')).toEqualTypeOf<Recipe>();
  expectTypeOf(await client.readTag('Grid')).toEqualTypeOf<readonly (readonly number[])[]>();
  expectTypeOf(await client.readTag('Locked')).toEqualTypeOf<boolean>();
  expectTypeOf(await client.readTags(['Speed', 'Total'])).toEqualTypeOf<{
    Speed: TagResult<number>;
    Total: TagResult<bigint>;
  }>();
  expectTypeOf(await client.readTags({ a: 'Recipe', b: 'Speed' })).toEqualTypeOf<{
    a: TagResult<Recipe>;
    b: TagResult<number>;
  }>();
  // @ts-expect-error: there is no such tag
  await client.readTag('Sped');
  // @ts-expect-error: there is no such tag
  await client.readTags(['Speed', 'Sped']);
  // @ts-expect-error: there is no such tag
  await client.readTags({ a: 'Sped' });
}

async function parts(client: TypedExplicitClient<Tags>) {
  expectTypeOf(await client.readTag('Recipes[3]')).toEqualTypeOf<Recipe>();
  expectTypeOf(await client.readTag('Recipes[3].Name')).toEqualTypeOf<string>();
  expectTypeOf(await client.readTag('Recipe.Steps')).toEqualTypeOf<readonly number[]>();
  expectTypeOf(await client.readTag('Recipe.Inner.Since')).toEqualTypeOf<Date>();
  expectTypeOf(await client.readTag('Recipe.Steps[2].5')).toEqualTypeOf<boolean>();
  expectTypeOf(await client.readTag('Grid[1,2]')).toEqualTypeOf<number>();
  expectTypeOf(await client.readTag('Recipe.Steps[2]{3}')).toEqualTypeOf<readonly number[]>();
  expectTypeOf(await client.readTag('Program:Main.Step.0')).toEqualTypeOf<boolean>();
  expectTypeOf(await client.readTags(['Speed', 'Recipes[0].Inner.Ready'])).toEqualTypeOf<{
    Speed: TagResult<number>;
    'Recipes[0].Inner.Ready': TagResult<boolean>;
  }>();
  expectTypeOf(await client.readTags({ name: 'Recipe.Name' })).toEqualTypeOf<{ name: TagResult<string> }>();
  await client.writeTag('Recipe.Steps[2]', 7);
  await client.writeTag('Speed.3', true);
  await client.writeTag('Recipes[1]', { Name: 'Dough' });
  await client.writeTags({ 'Recipe.Inner.Ready': true, 'Grid[0,0]': 1 });
  // @ts-expect-error: there is no such member
  await client.readTag('Recipe.Nam');
  // @ts-expect-error: a name that only begins like one
  await client.readTag('Speeds');
  // @ts-expect-error: it is no array
  await client.readTag('Speed[1]');
  // @ts-expect-error: it is no array
  await client.readTag('Speed[1]{2}');
  // @ts-expect-error: one dimension too many
  await client.readTag('Grid[1,2,3]');
  // @ts-expect-error: a structure has no bits
  await client.readTag('Recipe.3');
  // @ts-expect-error: a Date has no members
  await client.readTag('Recipe.Inner.Since.getTime');
  // @ts-expect-error: there is no such member
  await client.readTags({ a: 'Speed', b: 'Recipes[1].Nam' });
  // @ts-expect-error: a member of another type
  await client.writeTag('Recipes[1].Name', 7);
  // @ts-expect-error: there is no such member
  await client.writeTags({ Speed: 1, 'Recipe.Nam': 'x' });
}

async function writes(client: TypedExplicitClient<Tags>) {
  await client.writeTag('Speed', 7);
  await client.writeTag('Total', 7n, { timeoutMs: 100 });
  await client.writeTag('Recipe', { Name: 'Dough', Inner: { Ready: true } });
  await client.writeTags({ Speed: 1, 'Program:Main.Step': 2, Grid: [[1], [2]] });
  expectTypeOf(await client.writeTags({ Speed: 1 })).toHaveProperty('Speed');
  // @ts-expect-error: there is no such tag
  await client.writeTag('Sped', 7);
  // @ts-expect-error: a LINT is a bigint
  await client.writeTag('Total', 7);
  // @ts-expect-error: there is no such member
  await client.writeTag('Recipe', { Nam: 'Dough' });
  // @ts-expect-error: a member of another type
  await client.writeTag('Recipe', { Speed: 'fast' });
  // @ts-expect-error: an array is written as a whole, with whole structures
  await client.writeTag('Recipes', [{ Name: 'Dough' }]);
  // @ts-expect-error: it is read only
  await client.writeTag('Locked', true);
  // @ts-expect-error: there is no such tag
  await client.writeTags({ Sped: 1 });
  // @ts-expect-error: a value of another type
  await client.writeTags({ Speed: '1' });
  // @ts-expect-error: it is read only
  await client.writeTags({ Locked: true });
}

async function subscribes(client: TypedExplicitClient<Tags>) {
  const rateMs = 100;
  for await (const update of client.subscribe(['Speed', 'Recipes[1].Inner', 'Total'], { rateMs })) {
    expectTypeOf(update.key).toEqualTypeOf<'Speed' | 'Recipes[1].Inner' | 'Total'>();
    if (update.quality !== 'good') continue;
    if (update.key === 'Speed') expectTypeOf(update.value).toEqualTypeOf<number>();
    if (update.key === 'Total') expectTypeOf(update.value).toEqualTypeOf<bigint>();
    if (update.key === 'Recipes[1].Inner') expectTypeOf(update.value).toEqualTypeOf<Recipe['Inner']>();
  }
  const aliased = client.subscribe({ a: 'Locked', b: { name: 'Total', deadband: 5 } }, { rateMs });
  aliased.on('update', (update) => {
    if (update.quality !== 'good') return;
    if (update.key === 'a') expectTypeOf(update.value).toEqualTypeOf<boolean>();
    if (update.key === 'b') expectTypeOf(update.value).toEqualTypeOf<bigint>();
  });
  // @ts-expect-error: there is no such tag
  client.subscribe(['Sped'], { rateMs });
  // @ts-expect-error: there is no such tag
  client.subscribe({ a: 'Sped' }, { rateMs });
  // @ts-expect-error: there is no such tag
  client.subscribe({ a: { name: 'Sped' } }, { rateMs });
}

describe('a typed client', () => {
  it('is the client itself', () => {
    const client = new ExplicitClient({ host: 'plc' });
    expect(client.typed<Tags>()).toBe(client);
    expect([reads, parts, writes, subscribes].every((one) => typeof one === 'function')).toBe(true);
  });

  it('has everything else that the client has', () => {
    expectTypeOf(typed).returns.toHaveProperty('browse');
    expectTypeOf(typed).returns.toHaveProperty('state');
    expectTypeOf(typed().on('connected', () => {})).not.toBeAny();
    expectTypeOf<ExplicitClient>().toExtend<EipClient>();
  });
});
