import { type Command, Option } from 'commander';
import { Adapter, type AdapterStatus, type ConnectionEvent } from '../adapter/index.js';
import { addressOrInterface, durationSeconds, networkList, portNumber } from './arguments.js';
import { withProblems } from './check.js';
import { configuredAdapter, type Overrides, type ServedAdapter } from './configured-adapter.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { SAMPLE_ASSEMBLIES, SAMPLE_CONNECTIONS, SAMPLE_LIMITS, sampleIdentity } from './sample-adapter.js';
import { hexOf, hexText } from './texts.js';

interface AdapterCommandOptions {
  readonly config?: string;
  readonly bind?: string;
  readonly port: number;
  readonly ioPort: number;
  readonly mirror?: 'native' | 'js';
  readonly allow?: string[];
  readonly readOnly?: boolean;
  readonly duration?: number;
  readonly json?: boolean;
}

/** `eip-native adapter`: that of a configuration file, or the well-known sample layout (sample-adapter.ts). */
export function addAdapterCommand(program: Command): void {
  const mirror = new Option('--mirror <how>', 'copy output 150 into input 100: on the I/O thread, or in JavaScript');
  program
    .command('adapter')
    .description(
      'be an adapter: of a configuration file, or with output 150, input 100 (32 bytes), configuration 151, ' +
        'heartbeats 152 (input only) and 153 (listen only), and 154 for explicit messages',
    )
    .option('--config <file>', 'YAML or JSON with the key "adapter"; other flags count more')
    .option('--bind <address|interface>', 'where to listen (default: the only address)', addressOrInterface)
    .option('--port <port>', 'TCP and UDP port of explicit messages, 0 = any free one', portNumber, 44818)
    .option('--io-port <port>', 'UDP port of cyclic data, 0 = any free one', portNumber, 2222)
    .option(
      '--allow <networks>',
      'who may talk to it, as in 192.168.1.10,192.168.2.0/24 (default: everybody)',
      networkList,
    )
    .option('--read-only', 'explicit messages change nothing')
    .addOption(mirror.choices(['native', 'js']))
    .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(runAdapter);
}

async function runAdapter(options: AdapterCommandOptions, command: Command): Promise<void> {
  if (options.config !== undefined && options.mirror !== undefined) {
    command.error(
      "error: '--mirror <how>' is for the sample; with '--config <file>' the file has the option \"mirror\"",
    );
  }
  const events = { opened: 0, closed: 0, timedOut: 0, aborted: 0, orphaned: 0, run: 0, idle: 0 };
  let adapter: Adapter | undefined;
  await runCommand(
    options.json === true,
    async (context) => {
      const served = withProblems(context.output, () => servedAdapter(options, command));
      adapter = served.adapter;
      adapter.on('connection', ({ kind }) => {
        events[kind]++;
      });
      await serve(served, options.duration, context);
    },
    () => (adapter === undefined ? { fields: { events }, text: undefined } : summaryOf(adapter.status(), events)),
  );
}

function servedAdapter(options: AdapterCommandOptions, command: Command): ServedAdapter {
  return options.config === undefined
    ? sampleAdapter(options)
    : configuredAdapter(options.config, overridesOf(options, command));
}

/** Of the flags without a default, those that are given. */
function placeAndAccessOf({ bind, allow, readOnly }: AdapterCommandOptions) {
  return {
    ...(bind !== undefined && { host: bind }),
    ...(allow !== undefined && { allow }),
    ...(readOnly !== undefined && { readOnly }),
  };
}

/** A default of a flag is none of the file's. */
function overridesOf(options: AdapterCommandOptions, command: Command): Overrides {
  const { port, ioPort } = options;
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  return {
    ...placeAndAccessOf(options),
    ...(isGiven('port') && { port }),
    ...(isGiven('ioPort') && { ioPort }),
  };
}

function sampleAdapter(options: AdapterCommandOptions): ServedAdapter {
  const { bind, port, ioPort, mirror } = options;
  const adapter = new Adapter({
    ...placeAndAccessOf(options),
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
  const status = () => {
    const { value, run, connected } = adapter.output('output').read();
    const { counters, connections } = adapter.status();
    return {
      line: { type: 'status', connections: connections.length, connected, run, output: hexOf(value), counters },
      text: `connections ${connections.length}, output ${run ? 'run ' : 'idle'} ${hexText(value)}`,
    };
  };
  return { adapter, status };
}

async function serve(
  { adapter, status }: ServedAdapter,
  duration: number | undefined,
  { output, stop }: Context,
): Promise<void> {
  adapter.on('error', (error) => stop.fail(error));
  adapter.on('warning', ({ message, code }) => output.message(`warning: ${message} [${code}]`));
  adapter.on('connection', (event) => output.line(connectionFields(event), connectionText(event)));
  await adapter.start();
  try {
    const { address, port, ioPort, scheduling } = adapter.status();
    output.line({ type: 'listening', address, port, ioPort, scheduling }, listeningText(adapter.status()));
    stop.after(duration);
    stop.every(output.statusIntervalMs, () => {
      const { line, text } = status();
      output.status(line, text);
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

function summaryOf(
  { counters, lateness, intervals, scheduling }: AdapterStatus,
  events: Record<string, number>,
): Summary {
  const { opened, closed, timedOut, aborted, orphaned } = events;
  return {
    fields: { events, counters, lateness, intervals, scheduling },
    text:
      scheduling === null
        ? undefined
        : `connections: ${opened} opened, ${closed} closed, ${timedOut} timed out, ${aborted} ended by this side, ${orphaned} without a producer`,
  };
}
