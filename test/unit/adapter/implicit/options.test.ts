/** Options of a client: every wrong one is named by its path, with what is meant and what there is. */
import { describe, expect, it } from 'vitest';
import {
  Adapter,
  bool,
  createClient,
  EipConfigError,
  ExplicitClient,
  ImplicitClient,
  int,
  layout,
} from '../../../../src/index.js';

const identity = { vendorId: 1, serialNumber: 1, productName: 'Options' };
const adapter = {
  host: '127.0.0.2',
  identity,
  assemblies: {
    command: { instance: 150, kind: 'output', layout: layout({ start: bool(0, 0), recipe: int(2) }), size: 8 },
    result: { instance: 100, kind: 'input', size: 8 },
    copy: { instance: 101, kind: 'input', size: 8, layout: layout({ recipe: int(2) }) },
    setup: { instance: 151, kind: 'config', size: 4 },
    note: { instance: 154, kind: 'explicit', size: 2, layout: layout({ text: int(0) }) },
  },
  mirror: [{ output: 'command', input: 'copy' }],
};

const client = (options: unknown) => new ImplicitClient(options as ConstructorParameters<typeof ImplicitClient>[0]);
const withTag = (place: unknown) => ({ adapter, tags: { A: place } });

function refusal(make: () => unknown): EipConfigError {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(EipConfigError);
    return error as EipConfigError;
  }
  throw new Error('not refused');
}

describe('options of ImplicitClient', () => {
  it.each<[string, unknown, string, string]>([
    ['no options', undefined, 'options', 'expected an object, got nothing'],
    ['no adapter', {}, 'adapter', 'expected an Adapter, or options of one, got nothing'],
    ['an adapter that is none', { adapter: 'cell' }, 'adapter', 'got "cell"'],
    ['options of an adapter that are wrong', { adapter: { ...adapter, port: -1 } }, 'port', 'expected a whole number'],
    ['a misspelt option', { adapter, tag: {} }, 'tag', 'did you mean "tags"'],
    ['staleMs of 0', { adapter, staleMs: 0 }, 'staleMs', 'expected a number from 1 to 3600000, got 0'],
    ['staleMs that is none', { adapter, staleMs: Number.NaN }, 'staleMs', 'got NaN'],
    ['staleMs beyond an hour', { adapter, staleMs: 3_600_001 }, 'staleMs', 'got 3600001'],
    ['tags that are a list', { adapter, tags: ['A'] }, 'tags', 'expected an object of tags by name, got an array'],
    ['no tags', { adapter, tags: {} }, 'tags', 'expected at least one tag'],
    ['a place that is no object', withTag(5), 'tags.A', 'expected an object, got 5'],
    ['neither field nor offset', withTag({ assembly: 'command' }), 'tags.A.field', 'got nothing'],
    [
      'field and offset',
      withTag({ assembly: 'command', field: 'start', offset: 0 }),
      'tags.A.offset',
      'no such option',
    ],
    ['a field that is no name', withTag({ assembly: 'command', field: 1 }), 'tags.A.field', 'got 1'],
    ['an assembly that is no name', withTag({ assembly: 1, field: 'a' }), 'tags.A.assembly', 'got 1'],
    ['a misspelt key', withTag({ asembly: 'command', field: 'start' }), 'tags.A.assembly', 'got nothing'],
    [
      'an unknown assembly',
      withTag({ assembly: 'comand', field: 'start' }),
      'tags.A.assembly',
      'did you mean "command"',
    ],
    [
      'a field that is not there',
      withTag({ assembly: 'command', field: 'recpie' }),
      'tags.A.field',
      'did you mean "recipe"',
    ],
    ['a field of Object', withTag({ assembly: 'command', field: 'toString' }), 'tags.A.field', 'no such field'],
    ['an assembly of Object', withTag({ assembly: 'toString', field: 'a' }), 'tags.A.assembly', 'no such assembly'],
    ['a field without a layout', withTag({ assembly: 'result', field: 'ready' }), 'tags.A.field', 'There are none'],
    ['a configuration assembly', withTag({ assembly: 'setup', field: 'a' }), 'tags.A.assembly', 'is of kind "config"'],
    ['an explicit assembly', withTag({ assembly: 'note', field: 'text' }), 'tags.A.assembly', 'is of kind "explicit"'],
    [
      'the input of a mirror',
      withTag({ assembly: 'copy', field: 'recipe' }),
      'tags.A.assembly',
      'the input of a mirror',
    ],
    ['no type', withTag({ assembly: 'result', offset: 0 }), 'tags.A.type', 'required: one of bool, sint'],
    ['no offset', withTag({ assembly: 'result', type: 'int' }), 'tags.A.offset', 'got nothing'],
    [
      'a misspelt type',
      withTag({ assembly: 'result', offset: 0, type: 'dinnt' }),
      'tags.A.type',
      'did you mean "dint"',
    ],
    ['a negative offset', withTag({ assembly: 'result', offset: -1, type: 'int' }), 'tags.A.offset', 'got -1'],
    ['a bool without its bit', withTag({ assembly: 'result', offset: 0, type: 'bool' }), 'tags.A.bit', 'got nothing'],
    [
      'a detail too many',
      withTag({ assembly: 'result', offset: 0, type: 'int', bit: 1 }),
      'tags.A.bit',
      'no such option',
    ],
    [
      'behind the end',
      withTag({ assembly: 'result', offset: 5, type: 'dint' }),
      'tags.A.offset',
      'DINT ends at byte 9, the assembly has 8',
    ],
    [
      'more elements than fit',
      withTag({ assembly: 'result', offset: 0, type: 'array', count: 65_000, of: 'lint' }),
      'tags.A',
      '520000 bytes',
    ],
    [
      'a tag named __proto__',
      { adapter, tags: JSON.parse('{ "__proto__": { "assembly": "command", "field": "start" } }') },
      'tags.__proto__',
      'no tag can have this name',
    ],
  ])('%s: refused by its path', (_case, options, option, words) => {
    const error = refusal(() => client(options));
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option });
    expect(error.message).toContain(words);
  });

  it('names every wrong tag at once', () => {
    const tags = {
      A: { assembly: 'comand', field: 'start' },
      B: { assembly: 'command', field: 'start' },
      C: { assembly: 'command', field: 'stop' },
    };
    const { message } = refusal(() => client({ adapter, tags }));
    expect(message).toContain('tags.A.assembly: ');
    expect(message).toContain('tags.C.field: ');
    expect(message).not.toContain('tags.B');
  });

  it('without tags and without a layout there is nothing to name', () => {
    const { result, setup } = adapter.assemblies;
    const error = refusal(() => client({ adapter: { identity, assemblies: { result, setup } } }));
    expect(error).toMatchObject({ option: 'tags' });
    expect(error.message).toContain('no output or input has a layout');
  });

  it('up to the last byte is in', async () => {
    const one = client(withTag({ assembly: 'result', offset: 4, type: 'dint' }));
    await one.writeTag('A', 7);
    expect(await one.readTag('A')).toBe(7);
  });
});

describe('tags by default', () => {
  it('are the fields of outputs and inputs, those that a mirror writes left out', async () => {
    const one = client({ adapter });
    const results = await one.readTags(['command.start', 'command.recipe', 'copy.recipe', 'note.text']);
    const found = Object.fromEntries(Object.entries(results).map(([name, { quality }]) => [name, quality]));
    expect(found).toEqual({
      'command.start': 'disconnected',
      'command.recipe': 'disconnected',
      'copy.recipe': 'bad',
      'note.text': 'bad',
    });
  });
});

describe('createClient', () => {
  const create = (config: unknown) => createClient(config as Parameters<typeof createClient>[0]);

  it('makes an ImplicitClient of options, or on an adapter', () => {
    expect(create({ protocol: 'implicit', adapter })).toBeInstanceOf(ImplicitClient);
    const existing = new Adapter({ ...adapter, assemblies: adapter.assemblies } as never);
    const on = createClient({ protocol: 'implicit', adapter: existing });
    expect(on.adapter).toBe(existing);
  });

  it('makes an ExplicitClient of options', () =>
    expect(create({ protocol: 'explicit', host: 'plc' })).toBeInstanceOf(ExplicitClient));

  it.each<[string, unknown, string, string]>([
    ['no configuration', undefined, 'options', 'expected an object of options, got nothing'],
    ['no protocol', { adapter }, 'protocol', 'expected one of "implicit", "explicit", got nothing'],
    ['another protocol', { protocol: 'modbus' }, 'protocol', 'expected one of "implicit", "explicit", got "modbus"'],
    ['options of another protocol', { protocol: 'explicit', adapter }, 'host', 'adapter: no such option'],
    ['a misspelt option', { protocol: 'implicit', adapter, stalMs: 5 }, 'stalMs', 'did you mean "staleMs"'],
  ])('%s: refused', (_case, config, option, words) => {
    const error = refusal(() => create(config));
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option });
    expect(error.message).toContain(words);
  });
});
