import { describe, expect, it } from 'vitest';
import { reloadPlan } from '../../../src/gateway/compose/reload-plan.js';
import { EipConfigError, type LoadConfigOptions, loadConfig } from '../../../src/index.js';

const VALUES = {
  app: { name: 'edge', instance: 'box' },
  adapter: {
    host: '127.0.0.2',
    identity: { vendorId: 1, serialNumber: 1, productName: 'Edge' },
    assemblies: { out: { instance: 150, kind: 'output', size: 4, layout: { level: { type: 'dint', offset: 0 } } } },
  },
  rabbitmq: { addresses: 'broker.test', credentials: { password: 'one' } },
  telemetry: { spool: { folder: 'spool' }, sinks: { rabbitmq: { exchange: 'plant' } } },
  gateway: {
    sources: {
      plc: { protocol: 'explicit', host: 'plc', groups: { fast: { tags: ['Speed'], rateMs: 100 } } },
      io: { protocol: 'implicit', groups: { now: { assembly: 'out', report: 'interval' } } },
    },
  },
};

type Values = NonNullable<LoadConfigOptions['values']>;

const config = (values: object = VALUES) => loadConfig({ env: {}, values: values as Values });
const before = config();

/** The keys that need a new start. */
function refused(changes: Record<string, unknown>): (string | undefined)[] {
  try {
    reloadPlan(before, changed(changes));
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    expect(error.code).toBe('EIP_RELOAD_REFUSED');
    return (error.problems ?? []).map(({ option }) => option);
  }
  throw new Error('accepted');
}

/** Paths with dots and what is there then; undefined: nothing. */
function changed(changes: Record<string, unknown>) {
  const values = structuredClone(VALUES) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = values;
    for (const step of steps) {
      at[step] ??= {};
      at = at[step] as Record<string, unknown>;
    }
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return config(values);
}

const NONE = { sources: [], sinks: [], delivery: [], logging: false };

describe('what may change while a gateway runs', () => {
  it.each<[string, Record<string, unknown>, object]>([
    ['nothing', {}, {}],
    ['a default that is said', { 'adapter.port': 44_818 }, {}],
    ['sections that are none of a gateway', { client: { protocol: 'explicit', host: 'x' }, eds: {} }, {}],
    ['levels', { 'logging.level': 'debug', 'logging.levels': { gateway: 'trace' } }, { logging: true }],
    ['a rate', { 'gateway.sources.plc.groups.fast.rateMs': 50 }, { sources: ['plc'] }],
    ['a group', { 'gateway.sources.plc.groups.slow': { tags: ['A'], rateMs: 9 } }, { sources: ['plc'] }],
    ['tags', { 'gateway.sources.plc.tags': { Speed: { tag: 'Line.Speed', scale: 2 } } }, { sources: ['plc'] }],
    ['delivery', { 'gateway.delivery': { rabbitmq: { maxRecords: 7 } } }, { delivery: ['rabbitmq'] }],
    ['a routing key', { 'telemetry.sinks.rabbitmq.routingKey': 'x' }, { sinks: ['rabbitmq'] }],
    ['a group at an interval', { 'gateway.sources.io.groups.now.rateMs': 5 }, { sources: ['io'] }],
  ])('%s', (_what, changes, plan) => {
    expect(reloadPlan(before, changed(changes))).toEqual({ ...NONE, ...plan });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['who the service is', { 'app.name': 'other' }, ['app.name']],
    ['a password', { 'rabbitmq.credentials.password': 'two' }, ['rabbitmq.credentials.password']],
    ['a layout', { 'adapter.assemblies.out.layout.level.type': 'real' }, ['adapter.assemblies.out.layout']],
    ['the host of a source', { 'gateway.sources.plc.host': 'other' }, ['gateway.sources.plc.host']],
    ['a source that comes', { 'gateway.sources.b': { protocol: 'explicit', host: 'b' } }, ['gateway.sources.b']],
    ['a source that goes', { 'gateway.sources.plc': undefined }, ['gateway.sources.plc']],
    ['where the log goes', { 'logging.console': 'off' }, ['logging.console']],
    ['commands', { 'gateway.commands': { queue: 'q' } }, ['gateway.commands']],
    [
      'every change of an output that has no history',
      { 'gateway.sources.io.groups.now.report': 'change' },
      ['gateway.sources.io.groups.now.report'],
    ],
    [
      'safe and unsafe together',
      { 'gateway.sources.plc.groups.fast.rateMs': 50, 'gateway.stopMs': 1 },
      ['gateway.stopMs'],
    ],
  ])('%s is refused', (_what, changes, keys) => {
    expect(refused(changes)).toEqual(keys);
  });

  it('without a spool the room in memory is that of the start', () => {
    const without = (more: object = {}) => changed({ 'gateway.spool': false, ...more });
    const delivery = { 'gateway.delivery': { rabbitmq: { queueRecords: 9 } } };
    expect(() => reloadPlan(without(), without(delivery))).toThrow(
      'gateway.delivery.rabbitmq.queueRecords: is another',
    );
    expect(reloadPlan(before, changed(delivery)).delivery).toEqual(['rabbitmq']);
  });
});
