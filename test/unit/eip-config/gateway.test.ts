import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/eip-config/examine.js';
import { shownConfig } from '../../../src/eip-config/index.js';
import { loadConfig } from '../../../src/index.js';
import { file, problems } from './sources-rig.js';

const BASE = `adapter:
  host: 127.0.0.2
  identity: { vendorId: 1, serialNumber: 1, productName: Press }
  assemblies:
    command: { instance: 150, kind: output, size: 8, layout: { start: { type: bool, offset: 0, bit: 0 }, recipe: { type: int, offset: 2 } } }
    raw: { instance: 151, kind: output, size: 8 }
    result: { instance: 100, kind: input, size: 4 }
rabbitmq: { addresses: broker.test }
telemetry:
  spool: { folder: /var/lib/eip/spool }
  sinks: { rabbitmq: { exchange: plant } }
`;
const PLC = 'plc: { protocol: explicit, host: 10.0.0.1, groups: { fast: { tags: [Speed], rateMs: 100 } } }';

file('tags.yaml', 'speed: { tag: Line.Speed, group: fast }\nHöhe: { tag: Line.Height }\n');
file('wrong-tags.yaml', 'speed: { scale: 0 }\n');

/** What is wrong with the section `gateway`, with its line alone. */
function wrong(gateway: string, base = BASE): string[] {
  const path = file('gateway.yaml', `${base}gateway:\n${gateway.replace(/^/gm, '  ')}\n`);
  const first = base.split('\n').length;
  return problems({ files: path }).map((text) =>
    text.replace(/^gateway\.yaml:(\d+):(\d+): /, (_, line, column) => `+${Number(line) - first}:${column} `),
  );
}

function right(gateway: string, base = BASE) {
  const path = file('gateway.yaml', `${base}gateway:\n${gateway.replace(/^/gm, '  ')}\n`);
  return loadConfig({ files: path, env: {} }).gateway;
}

describe('the section gateway that is right', () => {
  it('has every default, and the entries of tag files, which are beside the file', () => {
    const gateway = right(
      `sources:\n  plc: { protocol: explicit, host: plc, tags: tags.yaml, groups: { fast: { rateMs: 100 } } }`,
    );
    expect(gateway?.sources.plc).toMatchObject({ tags: { speed: { tag: 'Line.Speed', group: 'fast' } }, port: 44_818 });
    expect(gateway).toMatchObject({ spool: true, stopMs: 10_000, http: { host: '127.0.0.1', port: 9_464 } });
  });

  it('is shown as it was written', () => {
    const gateway = 'sources:\n    plc: { protocol: explicit, host: plc, tags: tags.yaml, groups: {} }';
    const { gateway: shown } = shownConfig(
      examine({ files: file('shown.yaml', `${BASE}gateway:\n  ${gateway}\n`), env: {} }),
    ).sections;
    expect(shown).toMatchObject({ enabled: true, sources: { plc: { tags: 'tags.yaml', host: 'plc' } } });
  });

  it.each([
    [
      'an alias that is no name of a controller',
      'plc: { protocol: explicit, host: p, tags: tags.yaml, groups: { a: { tags: [Höhe, Other], rateMs: 9 } } }',
    ],
    ['fields of a layout', 'io: { protocol: implicit, groups: { a: { assembly: command, tags: [recipe] } } }'],
    [
      'two groups of one output',
      'io: { protocol: implicit, groups: { a: { assembly: command }, b: { assembly: command } } }',
    ],
    [
      'a source that does not hold beside one with the same output',
      'a: { protocol: implicit, groups: { a: { assembly: command } } }\n  b: { protocol: implicit, enabled: false, groups: { a: { assembly: command } } }',
    ],
    [
      'tags by names of its own',
      'io: { protocol: implicit, tags: { Recipe: { assembly: raw, offset: 0, type: int } }, groups: { a: { assembly: raw, tags: [Recipe] } } }',
    ],
    [
      'the bytes of an output without a layout',
      'io: { protocol: implicit, groups: { a: { assembly: raw, tags: [raw] } } }',
    ],
  ])('%s', (_what, source) => {
    expect(right(`sources:\n  ${source}`)).toBeDefined();
  });

  it('names of the program are known when it tells them', () => {
    const files = file('own.yaml', `gateway: { spool: false, delivery: { mine: {} } }\n`);
    expect(loadConfig({ files, env: {}, own: { sinks: ['mine'] } }).gateway?.delivery).toHaveProperty('mine');
    expect(problems({ files })).toEqual([
      'own.yaml:1:1: gateway: needs a sink for its records: telemetry.sinks',
      'own.yaml:1:38: gateway.delivery.mine: no such sink. There are none',
    ]);
  });
});

describe('what is wrong with a source', () => {
  it.each<[string, string, string[]]>([
    [
      'an option of its client',
      'plc: { protocol: explicit, host: p, route: "9/9/9" }',
      [expect.stringMatching(/^\+2:\d+ gateway\.sources\.plc\.route: /) as never],
    ],
    [
      'both slot and route',
      'plc: { protocol: explicit, host: p, slot: 1, route: "1/0" }',
      [expect.stringMatching(/gateway\.sources\.plc\.slot: not together with "route"/) as never],
    ],
    [
      'a tag file that is not there',
      'plc: { protocol: explicit, host: p, tags: none.yaml }',
      [expect.stringMatching(/^\+2:41 gateway\.sources\.plc\.tags: ".*none\.yaml" can't be read/) as never],
    ],
    [
      'what is in a tag file',
      'plc: { protocol: explicit, host: p, tags: wrong-tags.yaml }',
      [expect.stringMatching(/^wrong-tags\.yaml:1:10: speed\.scale: expected a number other than 0/) as never],
    ],
    [
      'the file of an implicit one',
      'io: { protocol: implicit, tags: tags.yaml }',
      [
        expect.stringMatching(/gateway\.sources\.io\.tags\.speed\.assembly: required/) as never,
        expect.stringMatching(/gateway\.sources\.io\.tags\.Höhe\.assembly: required/) as never,
      ],
    ],
    [
      'no tags of a group',
      'plc: { protocol: explicit, host: p, tags: tags.yaml, groups: { fats: { rateMs: 9 } } }',
      [
        '+2:68 gateway.sources.plc.groups.fats: expected "tags", or tags of the source whose entries say group: fats (did you mean "fast"?)',
      ],
    ],
    [
      'a tag that is none',
      'plc: { protocol: explicit, host: p, tags: tags.yaml, groups: { a: { rateMs: 9, tags: [Höhen] } } }',
      [
        expect.stringMatching(
          /^\+2:\d+ gateway\.sources\.plc\.groups\.a\.tags\[0\]: no tag of the source \(did you mean "Höhe"\?\), and no name of a controller: /,
        ) as never,
      ],
    ],
    [
      'a tag twice',
      'plc: { protocol: explicit, host: p, groups: { a: { rateMs: 9, tags: [Speed, SPEED] } } }',
      [expect.stringMatching(/groups\.a\.tags\[1\]: SPEED: is in the list already/) as never],
    ],
    [
      'a rate without interval',
      'io: { protocol: implicit, groups: { a: { assembly: command, rateMs: 5 } } }',
      [expect.stringMatching(/groups\.a\.rateMs: is for report: interval, and this is "change"/) as never],
    ],
    [
      'an output that is none',
      'io: { protocol: implicit, groups: { a: { assembly: comand } } }',
      [
        expect.stringMatching(
          /groups\.a\.assembly: "comand" is no such output \(did you mean "command"\?\)\. There are: command, raw/,
        ) as never,
      ],
    ],
    [
      'an input',
      'io: { protocol: implicit, groups: { a: { assembly: result } } }',
      [expect.stringMatching(/"result" is of kind "input", needed is "output"/) as never],
    ],
    [
      'a field that is none',
      'io: { protocol: implicit, groups: { a: { assembly: command, tags: [recip] } } }',
      [
        expect.stringMatching(
          /groups\.a\.tags\[0\]: "recip" is no such tag in "command" \(did you mean "recipe"\?\)/,
        ) as never,
      ],
    ],
    [
      'one output of two sources',
      'a: { protocol: implicit, groups: { g: { assembly: command } } }\n  b: { protocol: implicit, groups: { g: { assembly: command } } }',
      [
        expect.stringMatching(
          /^\+3:\d+ gateway\.sources\.b\.groups\.g\.assembly: "command" is read by the source "a" already/,
        ) as never,
      ],
    ],
    [
      'a name of the gateway',
      'commands: { protocol: explicit, host: p }',
      ['+2:5 gateway.sources.commands: the name is taken by the gateway itself: take another one'],
    ],
    [
      'names that no record can have',
      '"a\\tb": { protocol: explicit, host: p }',
      [
        expect.stringMatching(
          /^\+2:5 gateway\.sources\.a\tb: expected the name of a source: 1 to 200 characters/,
        ) as never,
      ],
    ],
    [
      'all of it at once, in its order',
      'plc: { protocol: explicit, host: p, port: 0, tags: wrong-tags.yaml }\n  io: { protocol: implicit, groups: { a: { assembly: none }, b: { assembly: command, rateMs: 1 } } }',
      [
        expect.stringMatching(/^\+2:\d+ gateway\.sources\.plc\.port/) as never,
        expect.stringMatching(/^\+3:\d+ .*groups\.a\.assembly/) as never,
        expect.stringMatching(/^\+3:\d+ .*groups\.b\.rateMs/) as never,
        expect.stringMatching(/^wrong-tags\.yaml:1:10/) as never,
      ],
    ],
  ])('%s', (_what, sources, told) => {
    expect(wrong(`sources:\n  ${sources}`)).toEqual(told);
  });

  it('an implicit one needs the adapter, enabled', () => {
    const source = 'sources: { io: { protocol: implicit } }';
    const told = ['+1:20 gateway.sources.io.protocol: needs the section "adapter", enabled'];
    expect(wrong(source, BASE.replace('adapter:\n', 'adapter:\n  enabled: false\n'))).toEqual(told);
    expect(wrong(source, BASE.replace(/adapter:[\s\S]*?(?=rabbitmq)/, ''))).toEqual(told);
    expect(
      wrong(
        'sources: { io: { protocol: implicit, enabled: false } }\nstopMs: -1',
        'rabbitmq: {}\ntelemetry: { spool: { folder: f }, sinks: { rabbitmq: { queue: q } } }\n',
      ),
    ).toHaveLength(1);
  });

  it('a variable names its tag file from the folder of the process', () => {
    const env = { EIP_GATEWAY__SOURCES__PLC__TAGS: 'no-such-tags.yaml' };
    const files = file('variable.yaml', `${BASE}gateway: { sources: { ${PLC} } }\n`);
    expect(problems({ files, env })).toEqual([
      expect.stringMatching(
        /^EIP_GATEWAY__SOURCES__PLC__TAGS: gateway\.sources\.plc\.tags: "no-such-tags\.yaml" can't be read/,
      ),
    ]);
  });
});

describe('what is wrong between the parts', () => {
  const SOURCES = `sources: { ${PLC} }`;

  it.each<[string, string, string[]]>([
    [
      'a sink that is none',
      'delivery: { rabbit: {} }',
      ['+2:15 gateway.delivery.rabbit: no such sink (did you mean "rabbitmq"?). There are: rabbitmq'],
    ],
    [
      'pauses',
      'delivery: { rabbitmq: { retryMinMs: 500, retryMaxMs: 100 } }',
      ['+2:27 gateway.delivery.rabbitmq.retryMinMs: 500: at most "retryMaxMs", 100'],
    ],
    [
      'pauses against a default',
      'delivery: { rabbitmq: { retryMaxMs: 50 } }',
      [expect.stringMatching(/retryMinMs: 100: at most "retryMaxMs", 50/) as never],
    ],
    [
      'a source to write that is none',
      'commands: { queue: q, writable: { plk: ["*"] } }',
      [
        expect.stringMatching(
          /^\+2:37 gateway\.commands\.writable\.plk: no such source \(did you mean "plc"\?\)/,
        ) as never,
      ],
    ],
    [
      'interlocks',
      'commands: { queue: q, interlocks: [{ source: io, require: { source: x, tag: a, min: 2, max: 1 } }] }',
      [
        expect.stringMatching(/interlocks\[0\]\.source: "io" is no such source/) as never,
        expect.stringMatching(/interlocks\[0\]\.require\.source: "x" is no such source/) as never,
        expect.stringMatching(/interlocks\[0\]\.require\.min: 2: at most "max", 1/) as never,
      ],
    ],
    [
      'no journal without a spool',
      'spool: false\ncommands: { queue: q }',
      [expect.stringMatching(/^\+3:3 gateway\.commands\.journal: required/) as never],
    ],
  ])('%s', (_what, more, told) => {
    expect(wrong(`${SOURCES}\n${more}`)).toEqual(told);
  });

  it('no sink, no spool, no broker', () => {
    expect(wrong(`${SOURCES}\ncommands: { queue: q, journal: j }`, 'app: {}\n')).toEqual([
      '+0:1 gateway: needs a sink for its records: telemetry.sinks',
      '+0:1 gateway.spool: needs telemetry.spool; without one (spool: false) records are in memory, and lost with the process',
      '+2:3 gateway.commands: needs the section "rabbitmq"',
    ]);
  });

  it.each([
    ['{}', 1],
    ['{ singleActiveConsumer: true, declare: passive }', 1],
    ['{ singleActiveConsumer: true }', 0],
  ])('a queue of commands that is declared as %s', (options, mistakes) => {
    const base = BASE.replace('{ addresses: broker.test }', `{ queues: { q: ${options} } }`);
    const gateway = `${SOURCES}\ncommands: { queue: q }`;
    if (mistakes === 0) expect(right(gateway, base)).toBeDefined();
    else
      expect(wrong(gateway, base)).toEqual([
        expect.stringMatching(/commands\.queue: rabbitmq\.queues has "q": it needs/),
      ]);
  });

  it('a spool for a sink that is none', () => {
    const base = BASE.replace('{ folder: /var/lib/eip/spool }', '{ folder: f, sinks: { rabbitmw: {} } }');
    expect(wrong(SOURCES, base)).toEqual([
      expect.stringMatching(/telemetry\.spool\.sinks\.rabbitmw: no such sink \(did you mean "rabbitmq"\?\)/),
    ]);
  });

  it('of a gateway that is not enabled, only what is there', () => {
    expect(wrong(`enabled: false\n${SOURCES}\ndelivery: { x: {} }`, 'app: {}\n')).toEqual([
      '+3:15 gateway.delivery.x: no such sink. There are none',
    ]);
  });
});
