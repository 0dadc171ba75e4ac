/** A log: its settings, its loggers, and where its lines go. */
import type { MessagePort } from 'node:worker_threads';
import { refuseComplaints } from '../config/refusal.js';
import { onExit } from '../runtime/exit-hook.js';
import { correlationId } from './correlation.js';
import { errorFields, lineOf, settleNames } from './fields.js';
import { foreignTakes, foreignWriter } from './foreign-logger.js';
import { type Level, type LineLevel, reaches, Thresholds } from './levels.js';
import { type LineWriter, lineWriter } from './line-writer.js';
import { type LineTaker, type Logger, moduleLogger, type Origin } from './module-logger.js';
import { type LoggerOptions, type LoggerSettings, settingsOf } from './settings.js';
import { Outlets, type OutletsStatus, type Tell } from './sinks/outlets.js';
import { helloOf, PortSink } from './workers/port-sink.js';
import type { SharedSettings } from './workers/protocol.js';
import { WorkerPorts, type WorkersStatus } from './workers/worker-ports.js';

/** Figures of a log since it was set up. */
export interface LoggingStatus extends OutletsStatus {
  readonly level: Level;
  /** Lines that loggers gave. */
  readonly lines: number;
  /** Lines whose fields could not be read, such as those of a getter that throws: the text stands without them. */
  readonly unreadable: number;
  readonly workers: WorkersStatus;
}

/** A log and its loggers. */
export interface Logging extends AsyncDisposable {
  /** @param name the module: dots make families for `levels` */
  getLogger(name?: string): Logger;
  /**
   * Changes what is given and leaves the rest; loggers that are out follow.
   * @throws EipConfigError EIP_OPTION_INVALID, and nothing is changed
   */
  reconfigure(changes: LoggerOptions): void;
  /** For a worker thread: hand it over in `workerData` and `transferList`, and give it to `setupLogger` there. */
  port(): MessagePort;
  /** Resolves when the lines so far are written, or can't be written now. */
  flush(): Promise<void>;
  /** Writes what waits and ends: what is logged from then on is lost. */
  close(): Promise<void>;
  status(): LoggingStatus;
}

export class LogHub implements Logging, LineTaker {
  private readonly outlets: Outlets;
  private readonly ports: WorkerPorts;
  private readonly offExit: () => void;
  private settings: LoggerSettings;
  private thresholds: Thresholds;
  private writer: LineWriter;
  /** Of the main thread, in a worker. */
  private shared: SharedSettings | undefined;
  private closing: Promise<void> | undefined;
  private lines = 0;
  private unreadable = 0;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor(private given: LoggerOptions) {
    settingsOf(given);
    const sink = given.port && this.portSink(given.port);
    this.settings = settingsOf(this.whole(given));
    this.outlets = new Outlets((...told) => this.notice(...told), sink);
    this.ports = new WorkerPorts(
      (line) => this.outlets.push(line),
      () => this.outlets.flush(),
    );
    this.outlets.apply(this.settings);
    this.thresholds = new Thresholds(this.settings.level, this.settings.levels);
    this.writer = this.makeWriter();
    this.offExit = onExit(() => this.exit());
  }

  getLogger(name?: string): Logger {
    return loggerFor(name, () => this);
  }

  reconfigure(changes: LoggerOptions): void {
    refuseComplaints('logger', (complain) => {
      if ('port' in changes) complain(['port'], 'is for the set-up: a log stays where it is');
    });
    const given = { ...this.given, ...changes };
    this.use(given, settingsOf(this.whole(given)));
  }

  port(): MessagePort {
    return this.ports.open(this.settings);
  }

  flush(): Promise<void> {
    this.ports.drainSync();
    return this.outlets.flush();
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  status(): LoggingStatus {
    const { lines, unreadable } = this;
    const { level } = this.settings;
    return { level, lines, unreadable, ...this.outlets.status(), workers: this.ports.status() };
  }

  /** Before another log takes over what this one writes to. */
  flushSync(): void {
    this.ports.drainSync();
    this.outlets.flushSync();
  }

  threshold({ level, module }: Origin): Level {
    return level ?? this.thresholds.of(module ?? '');
  }

  takes(origin: Origin, level: LineLevel): boolean {
    if (this.closing !== undefined || !this.settings.enabled) return false;
    const { logger } = this.settings;
    if (logger !== undefined && !foreignTakes(logger, level)) return false;
    return (logger !== undefined && !this.decides(origin)) || reaches(level, this.threshold(origin));
  }

  take({ module, bindings, serializers }: Origin, level: LineLevel, args: readonly unknown[]): void {
    const { fields: extra, logger } = this.settings;
    this.lines++;
    const id = correlationId();
    const head = { ...(module !== undefined && { module }), ...(id !== undefined && { correlationId: id }) };
    try {
      const { fields: own, text, rest } = lineOf(args);
      const fields: Record<string, unknown> = { ...extra, ...bindings, ...own };
      for (const [name, serialize] of Object.entries(serializers)) {
        if (Object.hasOwn(fields, name)) fields[name] = serialize(fields[name]);
      }
      settleNames(fields, logger === undefined ? errorFields : (err) => err);
      this.writer(level, { fields: { ...head, ...fields }, text, rest });
    } catch (error) {
      this.unreadable++;
      this.takeUnreadable(level, head, args, error);
    }
  }

  /** A log call never throws, whatever it is given. */
  private takeUnreadable(level: LineLevel, head: object, args: readonly unknown[], error: unknown): void {
    try {
      const text = args.find((arg) => typeof arg === 'string');
      this.writer(level, { fields: { ...head, err: errorFields(error) }, text, rest: [] });
    } catch {
      // Counted above.
    }
  }

  /** Whether this log has a word about the level, beside the application's logger. */
  private decides({ level, module }: Origin): boolean {
    return level !== undefined || this.given.level !== undefined || this.thresholds.names(module ?? '');
  }

  private use(given: LoggerOptions, settings: LoggerSettings): void {
    this.given = given;
    this.settings = settings;
    this.outlets.apply(settings);
    this.thresholds = new Thresholds(settings.level, settings.levels);
    this.writer = this.makeWriter();
    this.ports.tell(settings);
  }

  private makeWriter(): LineWriter {
    const { settings, outlets } = this;
    if (settings.logger !== undefined) return foreignWriter(settings.logger);
    return lineWriter(settings, { write: (line) => outlets.push(line), flushSync: () => outlets.flushSync() });
  }

  private portSink(port: MessagePort): PortSink {
    const hello = helloOf(port);
    refuseComplaints('logger', (complain) => {
      if (hello === undefined) complain(['port'], 'expected a port of logging.port() that is not in use yet');
    });
    const { settings, figures } = hello as NonNullable<typeof hello>;
    this.shared = settings;
    return new PortSink(port, figures, settings.bufferBytes, (changed) => {
      this.shared = changed;
      this.use(this.given, settingsOf(this.whole(this.given)));
    });
  }

  /** In a worker: what is not given there is as in the main thread. */
  private whole(given: LoggerOptions): LoggerOptions {
    if (this.shared === undefined) return given;
    const { logger, port, ...own } = given;
    const told = Object.entries(own).filter(([, value]) => value !== undefined);
    return { ...this.shared, ...Object.fromEntries(told), console: 'off' };
  }

  private notice(...[event, which, to]: Parameters<Tell>): void {
    const writer = lineWriter(this.settings, {
      write: (line) => {
        for (const sink of to) sink.push(line);
      },
      flushSync: () => {},
    });
    const module = 'logging';
    if (event.kind === 'failing') {
      const { code, message } = event.failure;
      writer('warn', {
        fields: { module, sink: which, code },
        text: `The ${which} takes no lines: %s`,
        rest: [message],
      });
      return;
    }
    const text = event.lost > 0 ? `The ${which} takes lines again; %d were lost` : `The ${which} takes lines again`;
    writer('warn', {
      fields: { module, sink: which, lost: event.lost },
      text,
      rest: event.lost > 0 ? [event.lost] : [],
    });
  }

  private exit(): void {
    this.ports.drainSync();
    this.outlets.exit();
  }

  private async end(): Promise<void> {
    this.ports.close();
    await this.outlets.close();
    this.offExit();
  }
}

/** @throws TypeError for a name that is none */
export function loggerFor(module: string | undefined, taker: () => LineTaker): Logger {
  if (module !== undefined && (typeof module !== 'string' || module === '')) {
    throw new TypeError('getLogger: expected the name of a module, a text that is not empty');
  }
  return moduleLogger(taker, { module, bindings: {}, serializers: {}, level: undefined });
}
