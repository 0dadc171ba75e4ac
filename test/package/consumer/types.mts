// Compiled by consumer.test.ts, never run: the types of the package as a user sees them, imported.
import { Adapter, bool, EipError, int, layout, loadConfig, real } from '@strokmatic/eip-native';
import { type Logging, setupLogger } from '@strokmatic/eip-native/logging';
import { RabbitClient, RabbitSink } from '@strokmatic/eip-native/rabbitmq';
import { type Sink, Spool } from '@strokmatic/eip-native/telemetry';
import { Scanner } from '@strokmatic/eip-native/testing';

const adapter = new Adapter({
  host: '127.0.0.2',
  identity: { vendorId: 1, productCode: 7, revision: [1, 1], serialNumber: 1, productName: 'Types' },
  assemblies: {
    command: { instance: 150, kind: 'output', layout: layout({ start: bool(0, 0), recipe: int(2) }), size: 32 },
    result: { instance: 100, kind: 'input', layout: layout({ ready: bool(0, 0), score: real(4) }), size: 32 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
});

adapter.output('command').on('data', ({ value }) => {
  const start: boolean = value.start;
  const recipe: number = value.recipe;
  adapter.input('result').set({ ready: start, score: recipe });
  // @ts-expect-error: the layout has no such field
  value.noSuchField;
});
// @ts-expect-error: there is no such output assembly
adapter.output('result');
// @ts-expect-error: a score is a number
adapter.input('result').set({ score: true });

export const scanner: Scanner = new Scanner({ host: '127.0.0.2' });
export const started: Promise<unknown> = adapter.start();
export const isOurs = (error: unknown): error is EipError => error instanceof EipError;

const { logging, rabbitmq } = loadConfig();
export const log: Logging = setupLogger(logging);
export const broker = new RabbitClient(rabbitmq, { logger: log.getLogger('broker') });
export const sink: Sink = new RabbitSink(broker, { queue: 'records' });
export const spool: Promise<Spool> = Spool.open({ folder: 'spool', sinks: { broker: {} } });
// @ts-expect-error: a message goes somewhere
void broker.sendMessage('text');
