/** A desk of commands between a real broker and a controller that is simulated over real sockets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CommandsSettings, commandsSchema } from '../../src/eip-config/gateway/commands.js';
import type { CommandTarget } from '../../src/gateway/part.js';
import { CommandDesk, ExplicitSource } from '../../src/gateway.js';
import type { LogTarget } from '../../src/logging.js';
import { RabbitClient } from '../../src/rabbitmq.js';
import {
  type Command,
  type CommandAnswer,
  createCommand,
  encodeCommand,
  type NewCommand,
  parseAnswer,
  type TelemetryRecord,
} from '../../src/telemetry.js';
import { LogixSimulator } from '../../src/testing.js';
import type { Broker } from '../support/broker/broker.js';
import { Inbox } from './rabbit-rig.js';

export const app = { name: 'press-gateway', instance: 'edge-7' };

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function settingsOf(settings: Partial<Record<keyof CommandsSettings, unknown>>): CommandsSettings {
  return commandsSchema.parse({ queue: 'commands', writable: { 'press-1': ['*'] }, ...settings });
}

/** A controller. */
export async function press(more: Partial<ConstructorParameters<typeof LogixSimulator>[0]> = {}) {
  const plc = new LogixSimulator({
    port: 0,
    tags: {
      Speed: { type: 'DINT', value: 42 },
      Total: { type: 'LINT', value: '7' },
      Guard: 'BOOL',
      Level: 'REAL',
      Steps: 'INT[2000]',
      Fixed: { type: 'DINT', value: 1, access: 'readOnly' },
    },
    ...more,
  });
  await plc.start();
  onTestFinished(() => plc.stop());
  const writes: string[] = [];
  plc.on('request', ({ service, tag }) => {
    if (service === 'writeTag') writes.push(String(tag));
  });
  return { plc, writes };
}

/** The source of a controller, connected. */
export async function sourceOf({ port }: { readonly port: number }): Promise<ExplicitSource> {
  const source = new ExplicitSource('press-1', { host: '127.0.0.1', port, reconnectMinMs: 10 }, { app });
  onTestFinished(() => source.stop());
  await new Promise<void>((resolve, reject) => {
    const emit = async (record: TelemetryRecord) => {
      if (record.kind === 'event' && record.name === 'connected') resolve();
    };
    source.start(emit).catch(reject);
  });
  return source;
}

export interface DeskOptions {
  readonly settings?: Partial<Record<keyof CommandsSettings, unknown>>;
  readonly targets?: readonly CommandTarget[];
  readonly journal?: string;
  readonly logger?: LogTarget;
  readonly emit?: (record: TelemetryRecord) => Promise<void>;
}

/** Clients of a broker that end with the test. */
export async function clientOf(broker: Broker): Promise<RabbitClient> {
  const client = idleClientOf(broker);
  await client.connect();
  return client;
}

export function idleClientOf(broker: Broker): RabbitClient {
  const client = new RabbitClient(
    { addresses: broker.address, maxRetries: 'infinity', retryDelayMs: 50, drainTimeoutMs: 5_000 },
    { app },
  );
  client.on('error', () => {});
  onTestFinished(() => client.close());
  return client;
}

export function deskOf(broker: Broker, options: DeskOptions): CommandDesk {
  const { settings = {}, targets = [], journal = newFolder(), logger } = options;
  const desk = new CommandDesk(settingsOf(settings), {
    broker: idleClientOf(broker),
    targets: new Map(targets.map((target) => [target.name, target])),
    app,
    journal,
    ...(logger && { logger }),
  });
  onTestFinished(() => desk.stop());
  return desk;
}

export async function startedDesk(broker: Broker, options: DeskOptions) {
  const records: TelemetryRecord[] = [];
  const desk = deskOf(broker, options);
  await desk.start(async (record) => {
    await options.emit?.(record);
    records.push(record);
  });
  return { desk, records };
}

/** Whoever gives commands: with a queue for answers. */
export class Caller {
  private readonly answers = new Inbox();

  private constructor(
    readonly client: RabbitClient,
    readonly queue: string,
    readonly replyTo: string,
  ) {}

  static async of(broker: Broker, queue = 'commands'): Promise<Caller> {
    const client = await clientOf(broker);
    const caller = new Caller(client, queue, `answers.${Math.random().toString(36).slice(2)}`);
    const own = new RabbitClient({ addresses: broker.address, queues: { [caller.replyTo]: {} } });
    own.on('error', () => {});
    onTestFinished(() => own.close());
    await own.connect();
    await own.consumeMessages(caller.replyTo, caller.answers.take, { parse: false });
    return caller;
  }

  command(fields: Partial<NewCommand> & Pick<NewCommand, 'writes'>): Command {
    return createCommand({ source: 'press-1', withinMs: 30_000, replyTo: this.replyTo, label: 'test', ...fields });
  }

  send(command: Command | Buffer, options: object = {}): Promise<unknown> {
    const body = Buffer.isBuffer(command) ? command : encodeCommand(command);
    return this.client.sendMessage(body, { queue: this.queue, contentType: 'application/json', ...options });
  }

  /** The first `count` answers. */
  async answered(count: number): Promise<CommandAnswer[]> {
    return (await this.answers.first(count)).map(({ content }) => parseAnswer(content));
  }

  async ask(fields: Partial<NewCommand> & Pick<NewCommand, 'writes'>): Promise<CommandAnswer> {
    const before = this.answers.messages.length;
    await this.send(this.command(fields));
    const answers = await this.answered(before + 1);
    return answers[before] as CommandAnswer;
  }
}
