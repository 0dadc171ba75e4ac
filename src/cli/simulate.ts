import type { Command } from 'commander';
import { loadSimulatorConfig } from '../simulator/definition/load.js';
import type { LogixSimulatorOptions } from '../simulator/definition/option-types.js';
import type { SimulatorConnection, SimulatorRequest } from '../simulator/events.js';
import { LogixSimulator } from '../simulator/logix-simulator.js';
import { durationSeconds, ipv4Address, portNumber } from './arguments.js';
import { withProblems } from './check.js';
import { counted } from './config.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { hexOf } from './texts.js';

interface SimulateOptions {
  readonly bind?: string;
  readonly port?: number;
  readonly duration?: number;
  readonly json?: boolean;
}

/** `eip-native simulate`: a Logix controller with the tags of a file. */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('be a Logix controller with the tags of a file, for tests without a PLC')
    .argument('<file>', 'YAML or JSON with the keys "tags", "programs", "types", ... (docs/simulator.md)')
    .option('--bind <address>', 'where to listen (default: 127.0.0.1, or what the file says)', ipv4Address)
    .option('--port <port>', 'TCP port, 0 = any free one (default: 44818, or what the file says)', portNumber)
    .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(simulate);
}

async function simulate(file: string, options: SimulateOptions): Promise<void> {
  let simulator: LogixSimulator | undefined;
  const counts = { reads: 0, writes: 0, refused: 0 };
  await runCommand(
    options.json === true,
    async (context) => {
      simulator = new LogixSimulator(withProblems(context.output, () => configured(file, options)));
      simulator.on('request', (request) => count(counts, request));
      await serve(simulator, options.duration, context);
    },
    () => summaryOf(simulator, counts),
  );
}

/** Flags count more than the file. */
function configured(file: string, { bind, port }: SimulateOptions): LogixSimulatorOptions {
  return {
    ...loadSimulatorConfig(file),
    ...(bind !== undefined && { host: bind }),
    ...(port !== undefined && { port }),
  };
}

async function serve(
  simulator: LogixSimulator,
  duration: number | undefined,
  { output, stop }: Context,
): Promise<void> {
  simulator.on('request', (request) => output.line(requestFields(request), writeText(request)));
  simulator.on('connection', (event) =>
    output.line({ type: 'connection', ...event, event: event.kind }, connectionText(event)),
  );
  await simulator.start();
  try {
    const { address, port } = simulator.status();
    output.line({ type: 'listening', address, port }, `a controller on ${address}, port ${port}`);
    stop.after(duration);
    await stop.asked();
  } finally {
    await simulator.stop();
  }
}

function requestFields({ data, ...request }: SimulatorRequest) {
  return { type: 'request', ...request, data: hexOf(data) };
}

const WRITES: ReadonlySet<string | undefined> = new Set(['writeTag', 'writeTagFragmented', 'readModifyWriteTag']);
const READS: ReadonlySet<string | undefined> = new Set(['readTag', 'readTagFragmented']);

/** A person is told of writes and refusals; reads come by the thousand. */
function writeText({ service, serviceCode, tag, status, extendedStatus }: SimulatorRequest): string | undefined {
  if (status !== 0 && status !== 6) {
    const codes = [status, ...(extendedStatus === undefined ? [] : [extendedStatus])];
    const what = service ?? `service 0x${serviceCode.toString(16)}`;
    return `refused ${what} ${tag ?? ''} (${codes.map((code) => `0x${code.toString(16)}`).join('/')})`;
  }
  return WRITES.has(service) ? `written ${tag}` : undefined;
}

function connectionText({ kind, address, triad }: SimulatorConnection): string {
  return `connection of ${address} ${kind} (serial ${triad.connectionSerial})`;
}

function count(counts: Record<'reads' | 'writes' | 'refused', number>, { service, status }: SimulatorRequest): void {
  if (status !== 0 && status !== 6) counts.refused++;
  else if (READS.has(service)) counts.reads++;
  else if (WRITES.has(service)) counts.writes++;
}

function summaryOf(simulator: LogixSimulator | undefined, counts: Record<string, number>): Summary {
  const { reads, writes, refused } = counts as { reads: number; writes: number; refused: number };
  const { requests = 0 } = simulator?.status() ?? {};
  const text = `${counted(requests, 'request')}: ${counted(reads, 'read')}, ${counted(writes, 'write')}, ${refused} refused`;
  return { fields: { requests, reads, writes, refused }, text: simulator && text };
}
