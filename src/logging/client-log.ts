/** What a client tells its logger: of its connection, of the controller's program, of writes that it refused. */
import type { EipClientEvents } from '../eip-client.js';
import { EipError } from '../errors.js';
import { EventLog } from './event-log.js';
import type { LogTarget } from './logger.js';

const MOST_NAMES = 20;
/** Refused by this side, whatever the controller would have said. */
const GUARDS = new Set(['EIP_WRITE_NOT_ALLOWED', 'EIP_WRITE_OUT_OF_LIMITS', 'EIP_WRITE_TOO_OFTEN']);

type Tellers = { readonly [K in keyof EipClientEvents]: (payload: EipClientEvents[K][0]) => void };

export class ClientLog {
  private readonly events: EventLog;

  constructor(
    logger: LogTarget | undefined,
    /** The fields of each line: whom the client is for. */
    private readonly who: () => object = () => ({}),
  ) {
    this.events = new EventLog(logger);
  }

  told<K extends keyof EipClientEvents>(event: K, payload: EipClientEvents[K][0]): void {
    if (this.events.isOn) this.tellers[event](payload);
  }

  /** A write that a guard may have refused; every other error is left to whoever called. */
  refused(error: unknown): void {
    if (!this.events.isOn || !(error instanceof EipError) || !GUARDS.has(error.code)) return;
    const { code, tag } = error;
    this.log('warn', 'client.writeRefused', { code, ...(tag !== undefined && { tag }) }, error.message);
  }

  private readonly tellers: Tellers = {
    connected: ({ peers }) => {
      const addresses = peers.map(({ address, port }) => `${address}:${port}`);
      this.log('info', 'client.connected', { peers: addresses }, `Connected: ${addresses.join(', ')}`);
    },
    disconnected: ({ reason, error }) => {
      const fields = { reason, ...(error && { err: error }) };
      this.log(error === undefined ? 'info' : 'warn', 'client.disconnected', fields, `Disconnected: ${reason}`);
    },
    reconnecting: ({ reason }) => this.log('info', 'client.reconnecting', { reason }, `Reconnecting: ${reason}`),
    programChanged: ({ reason, gone, changed, added }) => {
      const some = (names: readonly string[]) => names.slice(0, MOST_NAMES);
      const counts = { goneCount: gone.length, changedCount: changed.length, addedCount: added.length };
      const fields = { reason, ...counts, gone: some(gone), changed: some(changed), added: some(added) };
      this.log('warn', 'client.programChanged', fields, `The controller has another program: ${reason}`);
    },
    error: (error) => this.log('error', 'client.failed', { err: error }, error.message),
  };

  private log(level: keyof LogTarget, event: string, fields: object, text: string): void {
    this.events.log(level, event, { ...this.who(), ...fields }, text);
  }
}
