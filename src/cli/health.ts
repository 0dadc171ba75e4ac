import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { EipConnectionError, EipError } from '../errors.js';
import { searchSeconds } from './arguments.js';
import { askedForJson, type JsonAnswer } from './http-json.js';
import { type Context, runCommand } from './run-command.js';
import { printable } from './texts.js';

const DEFAULT_URL = 'http://127.0.0.1:9464';

interface HealthArguments {
  readonly live?: boolean;
  readonly timeout: number;
  readonly json?: boolean;
}

/** As /health/live and /health/ready answer; what a later version adds is passed over. */
const toldSchema = z.object({
  live: z.boolean().optional(),
  ready: z.boolean().optional(),
  state: z.string(),
  reasons: z.array(z.string()),
  parts: z.record(z.string(), z.object({ healthy: z.boolean(), reason: z.string().nullable() })).default({}),
});

type Told = z.output<typeof toldSchema>;

/** `eip-native health`: whether a gateway works, for people and for the supervisor of a container. */
export function addHealthCommand(program: Command): void {
  program
    .command('health')
    .description('ask a gateway whether it is ready, and if not why')
    .argument('[url]', 'where it is; without a path /health/ready', healthUrl, new URL(DEFAULT_URL))
    .option('--live', 'ask whether it can go on by itself: /health/live')
    .option('--timeout <seconds>', 'how long the answer is waited for', searchSeconds, 5)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(health);
}

function healthUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:') return url;
  throw new InvalidArgumentError(`Expected a URL such as ${DEFAULT_URL}.`);
}

async function health(given: URL, { live = false, timeout, json = false }: HealthArguments, command: Command) {
  if (live && given.pathname !== '/') command.error('error: --live is for a URL without a path');
  const url = given.pathname === '/' ? new URL(live ? '/health/live' : '/health/ready', given) : given;
  let told: Told | undefined;
  const ask = async ({ output, stop }: Context): Promise<void> => {
    const answer = await answerOf(url, { withinMs: timeout * 1_000, signal: stop.signal });
    told = toldIn(answer, url);
    for (const [part, state] of Object.entries(told.parts)) output.line({ type: 'part', part, ...state }, undefined);
    if (answer.status !== 200) throw notHealthy(told, url);
  };
  await runCommand(json, ask, () => ({
    fields: { url: url.href, ...(told && { state: told.state, reasons: told.reasons }) },
    text:
      told && `${told.live === undefined ? 'ready' : 'live'}: ${isYes(told) ? 'yes' : 'no'} (${printable(told.state)})`,
  }));
}

async function answerOf(url: URL, patience: Parameters<typeof askedForJson>[1]): Promise<JsonAnswer> {
  try {
    return await askedForJson(url, patience);
  } catch (cause) {
    throw unreachable(url, `cannot be asked: ${(cause as Error).message}`, cause);
  }
}

function toldIn({ status, body }: JsonAnswer, url: URL): Told {
  const { data } = toldSchema.safeParse(body);
  if (data === undefined) throw unreachable(url, `does not answer as a gateway does (HTTP ${status})`);
  return data;
}

function isYes({ live, ready }: Told): boolean {
  return live ?? ready ?? false;
}

function unreachable(url: URL, what: string, cause?: unknown): EipConnectionError {
  const details = { address: url.hostname, port: Number(url.port || 80), transport: 'tcp' as const, cause };
  return new EipConnectionError('EIP_HEALTH_UNREACHABLE', `${url.href} ${what}`, details);
}

function notHealthy({ live, reasons }: Told, url: URL): EipError {
  const why = reasons.map(printable).join('; ').replace(/\.$/, '');
  return new EipError('EIP_NOT_HEALTHY', `${url.href}: not ${live === undefined ? 'ready' : 'live'}: ${why}`);
}
