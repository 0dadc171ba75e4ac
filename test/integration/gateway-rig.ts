/** Gateways with sinks and sources of any behaviour, stopped and removed after each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type CommandsPart, type CommandsStatus, Gateway, type GatewayOptions } from '../../src/gateway.js';
import type { LogTarget } from '../../src/logging/logger.js';
import {
  type BatchResult,
  createRecord,
  type EmitRecord,
  type EndpointHealth,
  type RecordFailure,
  type Sink,
  type Source,
  type StartOptions,
  type TelemetryRecord,
  type WriteOptions,
} from '../../src/telemetry.js';

const app = { name: 'press-monitor', site: 'plant-2', instance: 'edge-7' };
const gateways = new Set<Gateway>();
const folders: string[] = [];

afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  gateways.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-gateway-'));
  folders.push(folder);
  return folder;
}

/** Quick to come again, stopped at the end. */
export function newGateway(options: Partial<GatewayOptions> & Pick<GatewayOptions, 'sinks'>): Gateway {
  const quick = { retryMinMs: 1, retryMaxMs: 5, probeMs: 5 };
  const delivery = Object.fromEntries(
    options.sinks.map(({ name }) => [name, { ...quick, ...options.delivery?.[name] }]),
  );
  const gateway = new Gateway({ app, spool: { folder: newFolder() }, stopMs: 1_000, ...options, delivery });
  gateways.add(gateway);
  return gateway;
}

export async function running(options: Partial<GatewayOptions> & Pick<GatewayOptions, 'sinks'>): Promise<Gateway> {
  const gateway = newGateway(options);
  await gateway.start();
  return gateway;
}

export function sample(value: number, source = 'press'): TelemetryRecord {
  return createRecord({ kind: 'sample', source, app, values: { Count: { quality: 'good', value } } });
}

export function samples(count: number, source = 'press'): TelemetryRecord[] {
  return Array.from({ length: count }, (_, value) => sample(value, source));
}

export function alarm(name: string): TelemetryRecord {
  return createRecord({ kind: 'alarm', source: 'press', app, name, severity: 'critical', active: true, message: name });
}

export const idsOf = (records: readonly TelemetryRecord[]): string[] => records.map(({ messageId }) => messageId);

export const success: BatchResult = { status: 'success' };

/** A result in which the records at these places were not taken. */
export function failing(batch: readonly TelemetryRecord[], places: readonly number[], retryable = true): BatchResult {
  const failures = places.map((index): RecordFailure => {
    const { messageId } = batch[index] as TelemetryRecord;
    return { index, messageId, retryable, reason: retryable ? 'not now' : 'never' };
  });
  return { status: failures.length === batch.length ? 'failed' : 'partial', failures };
}

type Answer = (batch: readonly TelemetryRecord[], options: WriteOptions) => BatchResult | Promise<BatchResult>;

/** Answers as the test wants, by default takes all; keeps what it was given. */
export class TestSink implements Sink {
  readonly batches: TelemetryRecord[][] = [];
  closed = false;
  health: EndpointHealth = { healthy: true, reason: null };
  private waiting: { readonly isDone: () => boolean; readonly tell: () => void }[] = [];

  constructor(
    readonly name = 'broker',
    public answer: Answer = () => success,
  ) {}

  async write(batch: readonly TelemetryRecord[], options: WriteOptions = {}): Promise<BatchResult> {
    this.batches.push([...batch]);
    this.look();
    return this.answer(batch, options);
  }

  async flush(): Promise<void> {}

  async healthCheck(): Promise<EndpointHealth> {
    return this.health;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** All that was given, in order, repetitions too. */
  get given(): TelemetryRecord[] {
    return this.batches.flat();
  }

  /** Resolved when the condition holds after a write. */
  async until(isDone: () => boolean): Promise<void> {
    if (isDone()) return;
    await new Promise<void>((tell) => this.waiting.push({ isDone, tell }));
  }

  async written(count: number): Promise<void> {
    await this.until(() => this.given.length >= count);
  }

  private look(): void {
    this.waiting = this.waiting.filter(({ isDone, tell }) => {
      if (!isDone()) return true;
      tell();
      return false;
    });
  }
}

/** Gives what the test wants. */
export class TestSource implements Source {
  emit: EmitRecord | undefined;
  stopped = 0;
  health: EndpointHealth = { healthy: true, reason: null };

  constructor(
    readonly name = 'press',
    public onStart: (options: StartOptions) => void | Promise<void> = () => {},
    public onStop: () => void | Promise<void> = () => {},
  ) {}

  async start(emit: EmitRecord, options: StartOptions = {}): Promise<void> {
    this.emit = emit;
    await this.onStart(options);
  }

  async stop(): Promise<void> {
    this.stopped++;
    await this.onStop();
  }

  async healthCheck(): Promise<EndpointHealth> {
    return this.health;
  }
}

/** Resolved when the condition holds: looked at in turns of the event loop. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Keeps the lines, by event. */
export function lines(): { readonly logger: LogTarget; readonly events: string[]; readonly texts: string[] } {
  const events: string[] = [];
  const texts: string[] = [];
  const call = (fields: object, text = ''): void => {
    events.push(String((fields as { event?: unknown }).event));
    texts.push(text);
  };
  return { logger: { debug: call, info: call, warn: call, error: call }, events, texts };
}

/** Commands that never come. */
export class TestCommands extends TestSource implements CommandsPart {
  constructor(onStart?: () => void | Promise<void>, onStop?: () => void | Promise<void>) {
    super('commands', onStart, onStop);
  }

  status(): CommandsStatus {
    const answered = { ok: 0, failed: 0, refused: 0, expired: 0, unknown: 0 };
    return {
      queue: 'orders',
      active: true,
      reason: null,
      answered,
      repeated: 0,
      invalid: 0,
      unanswered: 0,
      underWay: 0,
    };
  }
}
