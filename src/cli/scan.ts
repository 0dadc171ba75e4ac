import { type Command, Option } from 'commander';
import type { ScannerOptions, ScannerType } from '../scanner/option-types.js';
import { Scanner } from '../scanner/scanner.js';
import {
  assemblyArgument,
  configArgument,
  durationSeconds,
  ipv4Address,
  portNumber,
  rpiMilliseconds,
  targetArgument,
} from './arguments.js';
import { holdOpen } from './hold-open.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { hexOf, hexText, spreadText } from './texts.js';

type AssemblySize = ReturnType<typeof assemblyArgument>;
type Target = ReturnType<typeof targetArgument>;

interface ScanOptions {
  /** Undefined: what is usual for the type. */
  readonly output?: AssemblySize;
  readonly input: AssemblySize;
  readonly config: AssemblySize;
  readonly rpiMs: number;
  readonly type: ScannerType;
  readonly trigger: keyof typeof TRIGGERS;
  readonly bind?: string;
  readonly ioPort: number;
  readonly duration?: number;
  readonly json?: boolean;
}

const TYPES = ['owner', 'input', 'listen'] as const;
const TRIGGERS = { cyclic: 'cyclic', cos: 'changeOfState', app: 'application' } as const;

/** `eip-native scan`: holds one connection, sends zeros in run or a heartbeat, shows what arrives. */
export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .description('open a class 1 connection as a controller would, and show what arrives')
    .argument('<target>', 'HOST or HOST:PORT of the adapter', targetArgument)
    .addOption(outputOption())
    .addOption(assemblyOption('--input <instance:bytes>', 'T->O assembly', 100, 32))
    .addOption(assemblyOption('--config <instance:bytes>', 'configuration, zeros', 151, 0).argParser(configArgument))
    .option('--rpi-ms <ms>', 'interval asked for, both directions', rpiMilliseconds, 10)
    .addOption(
      new Option('--type <type>', 'own the output, take the input, or only listen').choices(TYPES).default('owner'),
    )
    .addOption(triggerOption())
    .option('--bind <address>', 'own IPv4 address (default: by the route)', ipv4Address)
    .option('--io-port <port>', 'own UDP port, 0 = any free one', portNumber, 2222)
    .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(scan);
}

function outputOption(): Option {
  const usual = '(default: 150:32; a heartbeat on 152 for "input", on 153 for "listen")';
  return new Option('--output <instance:bytes>', `O->T assembly, sent as zeros ${usual}`).argParser(assemblyArgument);
}

function triggerOption(): Option {
  const text = 'the adapter produces cyclically, on change of state, or when its application says so';
  return new Option('--trigger <trigger>', text).choices(Object.keys(TRIGGERS)).default('cyclic');
}

/** With its default as one types it. */
function assemblyOption(flags: string, description: string, instance: number, size: number): Option {
  return new Option(flags, description).default({ instance, size }, `${instance}:${size}`).argParser(assemblyArgument);
}

async function scan(target: Target, options: ScanOptions): Promise<void> {
  const scanner = new Scanner(scannerOptions(target, options));
  await runCommand(
    options.json === true,
    (context) => hold(scanner, options.duration, context),
    () => summaryOf(scanner),
  );
}

function scannerOptions({ host, port }: Target, options: ScanOptions): ScannerOptions {
  const { type, trigger, output, input, config, rpiMs, bind, ioPort } = options;
  return {
    host,
    type,
    trigger: TRIGGERS[trigger],
    rpiMs,
    ioPort,
    ...(output !== undefined && { output }),
    input,
    config: { instance: config.instance, data: new Uint8Array(config.size) },
    ...(port !== undefined && { port }),
    ...(bind !== undefined && { bind }),
  };
}

async function hold(scanner: Scanner, duration: number | undefined, { output, stop }: Context): Promise<void> {
  let latest: Uint8Array = new Uint8Array(0);
  scanner.on('data', ({ value }) => {
    latest = value;
  });
  scanner.on('closed', ({ error }) => {
    if (error) stop.fail(error);
  });
  await scanner.open({ signal: stop.signal });
  const opened = openedFields(scanner);
  output.line(
    { type: 'open', ...opened },
    `connected to ${opened.target} from ${opened.local}, T->O every ${opened.apiMs} ms`,
  );
  stop.after(duration);
  stop.every(output.statusIntervalMs, () => {
    const { intervalUs: _, ...counts } = scanner.stats();
    output.status({ type: 'status', ...counts, input: hexOf(latest) }, statusText(scanner, latest));
  });
  await holdOpen(scanner, stop);
}

function openedFields({ connection }: Scanner) {
  const { target, local, outputPort, grant } = connection ?? {};
  return {
    target: `${target?.address}:${target?.port}`,
    local: `${local?.address}:${local?.port}`,
    outputPort,
    outputConnectionId: grant?.oToT.connectionId,
    inputConnectionId: grant?.tToO.connectionId,
    outputApiMs: (grant?.oToT.apiUs ?? 0) / 1_000,
    apiMs: (grant?.tToO.apiUs ?? 0) / 1_000,
  };
}

function statusText(scanner: Scanner, latest: Uint8Array): string {
  const { sent, received, lost, outOfOrder } = scanner.stats();
  return `sent ${sent}, received ${received}, lost ${lost}, out of order ${outOfOrder}, input ${hexText(latest)}`;
}

function summaryOf(scanner: Scanner): Summary {
  const { sent, received, lost, outOfOrder, intervalUs, apiMs } = scanner.stats();
  const counts = `sent ${sent}, received ${received}, lost ${lost}, out of order ${outOfOrder}`;
  const text = `${counts}; interval ${spreadText(intervalUs)} (granted ${apiMs} ms)`;
  return {
    fields: { sent, received, lost, outOfOrder, intervalUs, apiMs },
    text: scanner.connection === undefined ? undefined : text,
  };
}
