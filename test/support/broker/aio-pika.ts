/** The foreign client of aio-pika-peer.py as a child. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(__dirname, 'aio-pika-peer.py');
/** Of the system: a python3 that stands before it on the path knows none of its packages. */
const PYTHON = '/usr/bin/python3';

/** A message as aio-pika sees it. */
export interface SeenMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly messageId: string | null;
  readonly correlationId: string | null;
  readonly timestampMs: number | null;
  readonly type: string | null;
  readonly appId: string | null;
  readonly priority: number | null;
  readonly persistent: boolean;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
}

/** What it is told to send. */
export interface GivenMessage {
  readonly body: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly appId?: string;
  readonly timestamp?: boolean;
}

async function run(args: readonly string[], input: string): Promise<string[]> {
  const child = spawn(PYTHON, [SCRIPT, ...args], { env: { ...process.env, TZ: 'UTC' } });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number];
  if (status !== 0) throw new Error(`aio-pika: ${complaint}`);
  return lines;
}

/** Takes `count` messages out of a queue. */
export async function consumeWithAioPika(url: string, queue: string, count: number): Promise<SeenMessage[]> {
  const lines = await run(['consume', url, queue, String(count)], '');
  return lines.map((line) => JSON.parse(line) as SeenMessage);
}

/** Resolves when the broker has confirmed all. */
export async function publishWithAioPika(url: string, queue: string, messages: readonly GivenMessage[]): Promise<void> {
  const lines = await run(['publish', url, queue], messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  if (lines.length !== messages.length) throw new Error(`aio-pika confirmed ${lines.length} of ${messages.length}`);
}
