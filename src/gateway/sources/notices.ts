/**
 * What a source tells of itself: events, its health, and an alarm while it is down. In their order, one at a time; what
 * the spool rejects is tried again.
 */
import { EventLog } from '../../logging/event-log.js';
import type { LogTarget } from '../../logging/logger.js';
import { createRecord } from '../../telemetry/record/record.js';
import type { RecordApp, TelemetryRecord } from '../../telemetry/record/record-types.js';
import { boundedReason } from '../../telemetry/record/sample-values.js';
import type { EmitRecord, EndpointHealth } from '../../telemetry/source.js';
import type { WireStructure } from '../../telemetry/value/wire-value.js';
import type { Overrun } from './overruns.js';
import { isHopeless, RetryPause } from './retry-pause.js';
import { settled } from './settled.js';

export interface NoticeSettings {
  readonly source: string;
  readonly app: RecordApp;
  /** Whether events are records. */
  readonly events: boolean;
  readonly logger: LogTarget | undefined;
}

export interface SourceHealth extends EndpointHealth {
  /** As the source names it: `connected`. */
  readonly state: string;
}

/** While the spool takes none: for one more, the oldest goes. */
const MOST_WAITING = 1_000;

export const DOWN = 'sourceDown';

export class Notices {
  private readonly log: EventLog;
  private readonly queue: TelemetryRecord[] = [];
  private readonly pause = new RetryPause(() => this.next());
  private emit: EmitRecord | undefined;
  private underWay: Promise<void> | undefined;
  private health: SourceHealth | undefined;
  /** Undefined: neither was told since the start. */
  private isDown: boolean | undefined;

  constructor(private readonly settings: NoticeSettings) {
    this.log = new EventLog(settings.logger);
  }

  start(emit: EmitRecord): void {
    this.emit = emit;
    this.health = undefined;
    this.isDown = undefined;
  }

  event(name: string, message: string, data?: WireStructure, group?: string): void {
    if (!this.settings.events) return;
    const fields = { name, message: boundedReason(message), ...(data && { data }), ...(group && { group }) };
    this.tell(createRecord({ kind: 'event', ...this.whose, ...fields }));
  }

  /** Told where it is another one than before. */
  is(health: SourceHealth): void {
    const { state, healthy, reason } = health;
    const before = this.health;
    if (before?.state === state && before.healthy === healthy && plain(before.reason) === plain(reason)) return;
    this.health = health;
    const words = boundedReason(reason ?? 'no reason is known');
    const told = healthy ? ({ healthy } as const) : ({ healthy: false, reason: words } as const);
    this.tell(createRecord({ kind: 'status', ...this.whose, state, health: told }));
  }

  /** Raises the alarm, once. */
  down(reason: string): void {
    if (this.isDown === true) return;
    this.isDown = true;
    this.alarm(true, `"${this.settings.source}" is down: ${reason}`);
    this.log.log('warn', 'gateway.sourceDown', { source: this.settings.source }, reason);
  }

  /** Takes the alarm back; the first time in any case, since one of an earlier process may stand. */
  up(): void {
    if (this.isDown === false) return;
    this.isDown = false;
    this.alarm(false, `"${this.settings.source}" is connected`);
    this.log.log(
      'info',
      'gateway.sourceUp',
      { source: this.settings.source },
      `"${this.settings.source}" is connected`,
    );
  }

  /** Values of a group that were lost: told whether or not events are wanted. */
  overrun(group: string, { values, total, reason }: Overrun): void {
    const { source } = this.settings;
    const message = `${values} values were lost: ${reason}`;
    this.log.log('warn', 'gateway.overrun', { source, group, values, total }, message);
    const fields = { name: 'overrun', group, message: boundedReason(message), data: { values, total } };
    this.tell(createRecord({ kind: 'event', ...this.whose, ...fields }));
  }

  /** What waits is handed over, once; resolved as `ValueFlow.stop()`. */
  async stop(): Promise<void> {
    const { emit } = this;
    this.emit = undefined;
    this.pause.stop();
    if (emit === undefined) return;
    const waiting = this.queue.splice(0);
    if (this.underWay !== undefined) waiting.shift();
    await settled([this.underWay, ...waiting.map((record) => handedOver(emit, record))]);
  }

  private get whose() {
    return { source: this.settings.source, app: this.settings.app };
  }

  private alarm(active: boolean, message: string): void {
    const fields = { name: DOWN, severity: 'error', active, message: boundedReason(message) } as const;
    this.tell(createRecord({ kind: 'alarm', ...this.whose, ...fields }));
  }

  private tell(record: TelemetryRecord): void {
    if (this.emit === undefined) return;
    this.queue.push(record);
    if (this.queue.length > MOST_WAITING) this.drop('the spool took none for too long');
    this.next();
  }

  private next(): void {
    const [record] = this.queue;
    if (record === undefined || this.emit === undefined || this.underWay !== undefined || this.pause.isOn) return;
    this.underWay = handedOver(this.emit, record).then((error) => {
      this.underWay = undefined;
      this.settle(record, error);
      this.next();
    });
  }

  private settle(record: TelemetryRecord, error: unknown): void {
    if (error !== undefined && !isHopeless(error)) {
      this.pause.begin();
      return;
    }
    if (error !== undefined) this.log.log('error', 'gateway.noticeRefused', { err: error }, 'A record was refused');
    this.pause.reset();
    if (this.queue[0] === record) this.queue.shift();
  }

  private drop(reason: string): void {
    this.queue.shift();
    this.log.log('warn', 'gateway.noticeLost', { source: this.settings.source }, `A record was lost: ${reason}`);
  }
}

/** Without what is another one each time: ages. */
function plain(reason: string | null): string | undefined {
  return reason?.replace(/\d+ ms/g, 'ms');
}

/** @returns why it was not taken */
async function handedOver(emit: EmitRecord, record: TelemetryRecord): Promise<unknown> {
  try {
    await emit(record);
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected');
  }
}
