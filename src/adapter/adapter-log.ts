/** What an adapter tells its logger: of its life, its connections, and what goes wrong. */
import type { EipError } from '../errors.js';
import { EventLog } from '../logging/event-log.js';
import type { LogTarget } from '../logging/logger.js';
import type { NativeOpened } from '../native/binding.js';
import type { AdapterEvents, ConnectionEvent, ConnectionEventKind } from './events.js';

type Level = keyof LogTarget;
/** Warnings come by `warning()`. */
export type ToldEvents = Exclude<keyof AdapterEvents & string, 'warning'>;
type Tellers = { readonly [K in ToldEvents]: (payload: AdapterEvents[K][0]) => void };

const CONNECTION_LEVELS: Readonly<Record<ConnectionEventKind, Level>> = {
  opened: 'info',
  closed: 'info',
  timedOut: 'warn',
  aborted: 'warn',
  orphaned: 'info',
  run: 'info',
  idle: 'info',
};

export class AdapterLog {
  private readonly events: EventLog;
  private overrun = 0;
  /** Connections that end now were meant to. */
  private isStopping = false;

  constructor(logger: LogTarget | undefined) {
    this.events = new EventLog(logger);
  }

  get isOn(): boolean {
    return this.events.isOn;
  }

  started(address: string, { port, ioPort, scheduling }: NativeOpened): void {
    this.isStopping = false;
    this.overrun = 0;
    const fields = { address, port, ioPort, scheduling: scheduling.policy };
    this.events.log('info', 'adapter.started', fields, `The adapter listens on ${address}:${port}`);
  }

  stopping(): void {
    this.isStopping = true;
  }

  stopped(): void {
    this.events.log('info', 'adapter.stopped', {}, 'The adapter was stopped');
  }

  told<K extends ToldEvents>(event: K, payload: AdapterEvents[K][0]): void {
    if (this.events.isOn) this.tellers[event](payload);
  }

  warning(error: EipError): void {
    this.events.log('warn', 'adapter.warning', { code: error.code, err: error }, error.message);
  }

  /** @param requestsOverrun the counter as it is now */
  requests(requestsOverrun: number): void {
    const more = requestsOverrun - this.overrun;
    this.overrun = requestsOverrun;
    if (more <= 0) return;
    const text = `${more} requests were refused: the event loop had not taken those before`;
    this.events.log('warn', 'adapter.requestsOverrun', { count: more }, text);
  }

  private readonly tellers: Tellers = {
    connection: (event) => this.connection(event),
    liveness: ({ forMs }) => {
      const text = `The event loop stood still for ${forMs} ms: connections were ended`;
      this.events.log('warn', 'adapter.liveness', { forMs }, text);
    },
    watchdog: ({ input, expired, action }) => {
      const text = expired
        ? `The input "${input}" was not written in time: ${action}`
        : `The input "${input}" is written again`;
      this.events.log(expired ? 'warn' : 'info', 'adapter.watchdog', { input, expired, action }, text);
    },
    resync: ({ lost, connections }) => {
      const text = `${lost} connection events came too fast to be told`;
      this.events.log('warn', 'adapter.resync', { lost, connectionsOpen: connections.length }, text);
    },
    network: ({ reason, network }) => {
      const level = network.present && network.link ? 'info' : 'warn';
      this.events.log(level, 'adapter.network', { reason, network }, `The network has changed: ${reason}`);
    },
    settings: ({ settings }) => {
      this.events.log('info', 'adapter.settings', { settings }, 'A peer has changed settings, or they were reset');
    },
    error: (error) => this.events.log('error', 'adapter.failed', { err: error }, error.message),
  };

  private connection({ kind, reason, connection }: ConnectionEvent): void {
    const level = kind === 'aborted' && this.isStopping ? 'info' : CONNECTION_LEVELS[kind];
    const peer = connection.originator.address;
    const text = `Connection ${WORDS[kind]}: ${peer}, ${reason}`;
    this.events.log(level, `connection.${kind}`, { peer, reason, connection }, text);
  }
}

const WORDS: Readonly<Record<ConnectionEventKind, string>> = {
  opened: 'opened',
  closed: 'closed',
  timedOut: 'timed out',
  aborted: 'aborted',
  orphaned: 'orphaned',
  run: 'running',
  idle: 'idle',
};
