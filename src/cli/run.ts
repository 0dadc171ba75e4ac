import type { Command } from 'commander';
import { invalid } from '../config/problems.js';
import { type EipConfig, loadConfig } from '../eip-config/index.js';
import { EipError } from '../errors.js';
import { createGateway } from '../gateway/compose/create-gateway.js';
import type { GatewayService } from '../gateway/compose/gateway-service.js';
import { createLogging } from '../logging/default-log.js';
import type { Logging } from '../logging/hub.js';
import { withProblems } from './check.js';
import { counted } from './config.js';
import { lastResort } from './last-resort.js';
import { Reloads } from './reloads.js';
import { type Context, runCommand } from './run-command.js';
import { type RunFigures, runSummary, spoolDrops } from './run-summary.js';
import { type ServiceManager, serviceManager } from './service-manager.js';

/** How often it is looked at whether the gateway still lives. */
const LOOK_MS = 2_000;
/** Beyond `stopMs`, for connections that have to be closed. */
const CLOSE_MS = 15_000;

/** `eip-native run`: the gateway of a configuration, until it is ended. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run the gateway of a configuration: from machines to sinks, and commands back')
    .argument('<file...>', 'YAML or JSON; of several a later one counts more')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(run);
}

async function run(files: readonly string[], { json = false }: { readonly json?: boolean }): Promise<void> {
  const figures: RunFigures = { service: undefined, reloads: 0, refusedReloads: 0, dropsBefore: 0 };
  const body = (context: Context) => runGateway(files, context, figures);
  await runCommand(json, body, () => runSummary(figures), { signals: ['SIGINT', 'SIGTERM'] });
}

async function runGateway(files: readonly string[], context: Context, figures: RunFigures): Promise<void> {
  const { output } = context;
  using reloads = new Reloads(files, context, figures);
  const config = withProblems(output, () => gatewayConfig(files));
  const logging = createLogging({ ...config.logging, ...(config.app && { app: config.app }), ...consoleOf(config) });
  using _last = lastResort(logging);
  try {
    const service = createGateway(config, { logger: (module) => logging.getLogger(module) });
    figures.service = service;
    const manager = serviceManager(process.env, (text) => logging.getLogger('cli').warn(text));
    await serve({ service, logging, manager, config, reloads, figures }, context);
  } finally {
    await Promise.all([logging.close(), config.secrets.close()]);
  }
}

interface Served {
  readonly service: GatewayService;
  readonly logging: Logging;
  readonly manager: ServiceManager;
  readonly config: EipConfig;
  readonly reloads: Reloads;
  readonly figures: RunFigures;
}

async function serve(served: Served, { output, stop }: Context): Promise<void> {
  const { service, logging, manager, config, reloads, figures } = served;
  service.on('failed', (error) => stop.fail(failedBy(error.message, error)));
  let wasReady: boolean | undefined;
  let looking: NodeJS.Timeout | undefined;
  let beating: NodeJS.Timeout | undefined;
  try {
    await service.start({ signal: stop.signal });
    figures.dropsBefore = spoolDrops(service.status().spool);
    output.line(runningLine(service), runningText(service));
    manager.ready('runs');
    reloads.begin({ service, logging, manager });
    looking = setInterval(() => void look(), LOOK_MS);
    const { watchdogMs } = manager;
    if (watchdogMs !== undefined) beating = setInterval(() => void beat(), watchdogMs);
    await stop.asked();
  } finally {
    clearInterval(looking);
    clearInterval(beating);
    manager.stopping();
    await ended(service, (config.gateway?.stopMs ?? 0) + CLOSE_MS);
    await manager.settled();
  }

  async function look(): Promise<void> {
    const { live, ready, reasons } = await service.health();
    if (!live) stop.fail(failedBy(reasons.join('; ')));
    else if (!stop.signal.aborted && !reloads.isUnderWay) tell(ready, reasons.join('; '));
  }

  function tell(ready: boolean, why: string): void {
    manager.status(ready ? 'runs' : `runs, not ready: ${why}`);
    if (ready === wasReady) return;
    wasReady = ready;
    output.line({ type: 'readiness', ready, reason: ready ? null : why }, ready ? 'ready' : `not ready: ${why}`);
  }

  async function beat(): Promise<void> {
    if ((await service.health()).live) manager.alive();
  }
}

/** @throws EipConfigError with all that is wrong, also that there is no gateway in it */
function gatewayConfig(files: readonly string[]): EipConfig {
  const config = loadConfig({ files });
  if (config.gateway !== undefined) return config;
  const [file = ''] = files.slice(-1);
  const message = 'required: the section "gateway", enabled';
  throw invalid([{ option: 'gateway', path: ['gateway'], message, file, line: 1, column: 1 }]);
}

/** stdout has what the command tells, unless somebody wants lines of the log there too. */
function consoleOf({ origins }: EipConfig): { readonly consoleStream?: 'stderr' } {
  const origin = origins['logging.consoleStream'];
  return origin === undefined || origin.kind === 'default' ? { consoleStream: 'stderr' } : {};
}

function failedBy(reason: string, cause?: Error): EipError {
  return new EipError('EIP_GATEWAY_FAILED', `The gateway can't go on: ${reason}`, { cause });
}

/** What does not end in time is left to the end of the process. */
async function ended(service: GatewayService, atMostMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failedBy(`it did not end within ${atMostMs} ms`)), atMostMs);
  });
  try {
    await Promise.race([service.stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function runningLine(service: GatewayService) {
  const { sources, sinks, commands, app } = service.status();
  const { address } = service;
  return {
    type: 'running',
    app,
    pid: process.pid,
    sources: machines(sources),
    sinks: Object.keys(sinks),
    ...(commands && { commands: commands.queue }),
    ...(address && { http: address }),
  };
}

function runningText(service: GatewayService): string {
  const { sources, sinks, commands } = service.status();
  const { address } = service;
  const parts = [
    counted(machines(sources).length, 'source'),
    counted(Object.keys(sinks).length, 'sink'),
    ...(commands === undefined ? [] : [`commands from "${commands.queue}"`]),
    ...(address === undefined ? [] : [`health and metrics on http://${hostText(address.host)}:${address.port}`]),
  ];
  return `running: ${parts.join(', ')}`;
}

/** Without what the gateway has for records of other processes. */
function machines(sources: object): string[] {
  return Object.keys(sources).filter((name) => name !== 'audit');
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
