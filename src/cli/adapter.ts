import { type Command, Option } from 'commander';
import { Adapter, type AdapterStatus, type ConnectionEvent } from '../adapter/index.js';
import { durationSeconds, ipv4Address, portNumber } from './arguments.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { SAMPLE_ASSEMBLIES, SAMPLE_CONNECTIONS, SAMPLE_LIMITS, sampleIdentity } from './sample-adapter.js';
import { hexOf, hexText } from './texts.js';

interface AdapterCommandOptions {
  readonly bind?: string;
  readonly port: number;
  readonly ioPort: number;
  readonly mirror?: 'native' | 'js';
  readonly duration?: number;
  readonly json?: boolean;
}

type SampleAdapter = ReturnType<typeof sampleAdapter>;

/** `eip-native adapter`: the well-known sample layout, 150/100/151. */
export function addAdapterCommand(program: Command): void {
  const mirror = new Option('--mirror <how>', 'copy output 150 into input 100: on the I/O thread, or in JavaScript');
  program
    .command('adapter')
    .description('be an adapter with output 150 and input 100 of 32 bytes, configuration 151')
    .option('--bind <address>', 'IPv4 address of this machine (default: its only one)', ipv4Address)
    .option('--port <port>', 'TCP and UDP port of explicit messages, 0 = any free one', portNumber, 44818)
    .option('--io-port <port>', 'UDP port of cyclic data, 0 = any free one', portNumber, 2222)
    .addOption(mirror.choices(['native', 'js']))
    .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(runAdapter);
}

async function runAdapter(options: AdapterCommandOptions): Promise<void> {
  const adapter = sampleAdapter(options);
  const events = { opened: 0, closed: 0, timedOut: 0, aborted: 0, orphaned: 0, run: 0, idle: 0 };
  adapter.on('connection', ({ kind }) => {
    events[kind]++;
  });
  await runCommand(
    options.json === true,
    (context) => serve(adapter, options.duration, context),
    () => summaryOf(adapter.status(), events),
  );
}

function sampleAdapter({ bind, port, ioPort, mirror }: AdapterCommandOptions) {
  const adapter = new Adapter({
    ...(bind !== undefined && { host: bind }),
    port,
    ioPort,
    identity: sampleIdentity(`${bind ?? ''}:${port}`),
    assemblies: SAMPLE_ASSEMBLIES,
    connections: SAMPLE_CONNECTIONS,
    limits: SAMPLE_LIMITS,
    mirror: mirror === 'native' ? [{ output: 'output', input: 'input' }] : [],
  });
  if (mirror === 'js') {
    adapter.output('output').on('data', ({ value }) => adapter.input('input').write(value));
  }
  return adapter;
}

async function serve(adapter: SampleAdapter, duration: number | undefined, { output, stop }: Context): Promise<void> {
  adapter.on('error', (error) => stop.fail(error));
  adapter.on('connection', (event) => output.line(connectionFields(event), connectionText(event)));
  await adapter.start();
  try {
    const { address, port, ioPort, scheduling } = adapter.status();
    output.line({ type: 'listening', address, port, ioPort, scheduling }, listeningText(adapter.status()));
    stop.after(duration);
    stop.every(output.statusIntervalMs, () => {
      const { value, run, connected } = adapter.output('output').read();
      const { counters, connections } = adapter.status();
      output.status(
        { type: 'status', connections: connections.length, connected, run, output: hexOf(value), counters },
        `connections ${connections.length}, output ${run ? 'run ' : 'idle'} ${hexText(value)}`,
      );
    });
    await stop.asked();
  } finally {
    await adapter.stop();
  }
}

function listeningText({ address, port, ioPort, scheduling }: AdapterStatus): string {
  const how = scheduling?.policy === 'fifo' ? `real time, priority ${scheduling.priority}` : 'no real time';
  return `listening on ${address}, port ${port}, cyclic data on ${ioPort}; I/O thread: ${how}`;
}

function connectionFields({ kind, reason, connection }: ConnectionEvent) {
  return { type: 'connection', event: kind, reason, connection };
}

function connectionText({ kind, reason, connection }: ConnectionEvent): string {
  const { originator, inputApiMs, outputApiMs } = connection;
  return `${kind} ${originator.address} (O->T ${outputApiMs} ms, T->O ${inputApiMs} ms): ${reason}`;
}

function summaryOf({ counters, lateness, scheduling }: AdapterStatus, events: Record<string, number>): Summary {
  const { opened, closed, timedOut, aborted } = events;
  return {
    fields: { events, counters, lateness, scheduling },
    text:
      scheduling === null
        ? undefined
        : `connections: ${opened} opened, ${closed} closed, ${timedOut} timed out, ${aborted} ended by this side`,
  };
}
