/** What the compiler knows of a client; the linter's type check runs over this file. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  Adapter,
  type AdapterOptions,
  bool,
  createClient,
  type EipClient,
  ImplicitClient,
  int,
  layout,
  lint,
  real,
  shortString,
  type TagResult,
  type TagValue,
  type TypedEipClient,
  type WriteResult,
} from '../../../../src/index.js';

const options = {
  host: '127.0.0.2',
  identity: { vendorId: 1, serialNumber: 1, productName: 'Types' },
  assemblies: {
    command: { instance: 150, kind: 'output', layout: layout({ start: bool(0, 0), recipe: int(2) }), size: 8 },
    result: {
      instance: 100,
      kind: 'input',
      layout: layout({ score: real(0), count: lint(8), id: shortString(16, 9) }),
    },
    plain: { instance: 101, kind: 'input', size: 4 },
    setup: { instance: 151, kind: 'config', size: 4 },
  },
} as const satisfies AdapterOptions;

const byField = () => new ImplicitClient({ adapter: options });
const mapped = () =>
  new ImplicitClient({
    adapter: options,
    tags: {
      Recipe: { assembly: 'command', field: 'recipe' },
      Raw: { assembly: 'command', offset: 4, type: 'dint' },
      Big: { assembly: 'result', offset: 8, type: 'lword' },
      Bit: { assembly: 'plain', offset: 0, type: 'bool', bit: 3 },
      Name: { assembly: 'result', offset: 16, type: 'shortString', most: 9 },
      Bytes: { assembly: 'plain', offset: 0, type: 'bytes', length: 2 },
      Counts: { assembly: 'plain', offset: 0, type: 'array', count: 2, of: 'int' },
      Names: { assembly: 'result', offset: 0, type: 'array', count: 2, of: { type: 'shortString', most: 4 } },
    },
  });

/** Never called: only its types are looked at. */
async function reads() {
  const client = mapped();
  const results = await client.readTags(['Recipe', 'Bit']);
  expectTypeOf(results).toEqualTypeOf<{ Recipe: TagResult<number>; Bit: TagResult<boolean> }>();
  const aliased = await client.readTags({ recipe: 'Recipe', big: 'Big' });
  expectTypeOf(aliased).toEqualTypeOf<{ recipe: TagResult<number>; big: TagResult<bigint> }>();
  expectTypeOf(await client.readTag('Raw')).toEqualTypeOf<number>();
  expectTypeOf(await client.readTag('Name')).toEqualTypeOf<string>();
  expectTypeOf(await client.readTag('Bytes')).toEqualTypeOf<Uint8Array>();
  expectTypeOf(await client.readTag('Counts')).toEqualTypeOf<number[]>();
  expectTypeOf(await client.readTag('Names')).toEqualTypeOf<string[]>();
  // @ts-expect-error: there is no such tag
  await client.readTags(['Recipe', 'Recpie']);
  // @ts-expect-error: there is no such tag
  await client.readTags({ recipe: 'Recpie' });
  // @ts-expect-error: there is no such tag
  await client.readTag('Recpie');
  if (results.Recipe.quality === 'good') expectTypeOf(results.Recipe.value).toEqualTypeOf<number>();
  else expectTypeOf(results.Recipe.value).toEqualTypeOf<number | undefined>();
}

async function writes() {
  const client = mapped();
  const results = await client.writeTags({ Bit: true, Big: 5n });
  expectTypeOf(results).toEqualTypeOf<{ Bit: WriteResult; Big: WriteResult }>();
  await client.writeTag('Counts', [1, 2]);
  // @ts-expect-error: a bit is true or false
  await client.writeTag('Bit', 1);
  // @ts-expect-error: a bit is true or false
  await client.writeTags({ Bit: 1 });
  // @ts-expect-error: there is no such tag
  await client.writeTags({ Bit: true, Bot: true });
}

async function everyField() {
  const client = byField();
  const results = await client.readTags(['command.recipe', 'result.count']);
  expectTypeOf(results).toEqualTypeOf<{ 'command.recipe': TagResult<number>; 'result.count': TagResult<bigint> }>();
  expectTypeOf(await client.readTag('result.id')).toEqualTypeOf<string>();
  // @ts-expect-error: "command" has no such field
  await client.readTag('command.score');
  // @ts-expect-error: a configuration assembly has no tags
  await client.readTag('setup.x');
}

/** A service that knows its tags, and one that knows none. */
async function services(client: TypedEipClient<{ Recipe: number; Bit: boolean }>, any: EipClient) {
  expectTypeOf(await client.readTag('Recipe')).toEqualTypeOf<number>();
  const results = await any.readTags(['a', 'b']);
  expectTypeOf(results).toEqualTypeOf<{ a: TagResult; b: TagResult }>();
  expectTypeOf(await any.readTag('a')).toEqualTypeOf<TagValue>();
  await any.writeTags({ a: 1, b: [true], c: { d: new Date() } });
  any.on('disconnected', ({ reason }) => expectTypeOf(reason).toEqualTypeOf<string>());
}

async function scaled() {
  const tags = { Big: { assembly: 'result', offset: 8, type: 'lint', scale: 0.1, unit: 'm' } } as const;
  const client = new ImplicitClient({ adapter: options, tags });
  expectTypeOf(await client.readTag('Big')).toEqualTypeOf<number>();
  expectTypeOf(
    await new ImplicitClient({ adapter: options, tags: 'tags.yaml' }).readTag('a'),
  ).toEqualTypeOf<TagValue>();
}

function refused() {
  // @ts-expect-error: there is no such assembly
  new ImplicitClient({ adapter: options, tags: { A: { assembly: 'comand', field: 'recipe' } } });
  // @ts-expect-error: tags lie on outputs and inputs
  new ImplicitClient({ adapter: options, tags: { A: { assembly: 'setup', offset: 0, type: 'int' } } });
  // @ts-expect-error: a bool needs its bit
  new ImplicitClient({ adapter: options, tags: { A: { assembly: 'command', offset: 0, type: 'bool' } } });
  // @ts-expect-error: an explicit client has no adapter
  createClient({ protocol: 'explicit', adapter: options });
}

describe('types of a client', () => {
  it('are those of the assemblies and the tag map', () => {
    const client = createClient({
      protocol: 'implicit',
      adapter: options,
      tags: { A: { assembly: 'command', field: 'recipe' } },
    });
    expectTypeOf(client.readTag<'A'>).returns.resolves.toEqualTypeOf<number>();
    expect(client).toBeInstanceOf(ImplicitClient);
    expect([reads, writes, everyField, scaled, services, refused].every((one) => typeof one === 'function')).toBe(true);
  });

  it('a client is an EipClient, of its tags or of any', () => {
    expectTypeOf<ImplicitClient>().toExtend<EipClient>();
    expectTypeOf(mapped).returns.toExtend<TypedEipClient<{ Recipe: number; Bit: boolean }>>();
    expectTypeOf(mapped).returns.toExtend<EipClient>();
    expectTypeOf<TypedEipClient<{ Recipe: number }>>().toExtend<EipClient>();
    expectTypeOf(byField).returns.toExtend<EipClient>();
    expectTypeOf(byField).returns.toExtend<ImplicitClient>();
  });

  it('an adapter that is there already tells its assemblies as its options do', () => {
    const client = new ImplicitClient({ adapter: new Adapter(options) });
    expectTypeOf(client.readTag<'result.score'>).returns.resolves.toEqualTypeOf<number>();
    expect(client.state).toBe('new');
  });
});
