/** Listens to an adapter: what becomes of its connections are events of the source. */
import type { Adapter, ConnectionEvent, LivenessEvent, ResyncEvent, WatchdogEvent } from '../../adapter/index.js';
import type { EipError } from '../../errors.js';
import { connectionData } from './connection-data.js';
import type { Notices } from './notices.js';

export class AdapterEars {
  constructor(
    private readonly adapter: Adapter,
    private readonly notices: Notices,
    /** Something has happened to the connections. */
    private readonly changed: () => void,
    private readonly opened: () => void,
    /** It ended by itself. */
    private readonly failed: () => void,
  ) {}

  /** @param isOurs nobody else listens to its errors */
  start(isOurs: boolean): void {
    const { adapter } = this;
    adapter.on('connection', this.onConnection).on('resync', this.onResync);
    adapter.on('liveness', this.onLiveness).on('watchdog', this.onWatchdog);
    if (isOurs) adapter.on('error', this.onError);
  }

  stop(): void {
    const { adapter } = this;
    adapter.off('connection', this.onConnection).off('resync', this.onResync);
    adapter.off('liveness', this.onLiveness).off('watchdog', this.onWatchdog);
    adapter.off('error', this.onError);
  }

  private readonly onConnection = ({ kind, reason, connection }: ConnectionEvent): void => {
    if (kind === 'opened') this.opened();
    this.notices.event(kind, `${connection.originator.address}: ${reason}`, connectionData(connection));
    this.changed();
  };

  private readonly onResync = ({ lost, connections }: ResyncEvent): void => {
    const message = `${lost} events of connections were lost; ${connections.length} are open now`;
    this.notices.event('resync', message, { lost, open: connections.length });
    this.changed();
  };

  private readonly onLiveness = ({ forMs }: LivenessEvent): void => {
    this.notices.event('liveness', `This process stood still for ${forMs} ms`, { forMs });
    this.changed();
  };

  private readonly onWatchdog = ({ input, expired, action }: WatchdogEvent): void => {
    const message = expired ? `Nobody stands by "${input}": ${action}` : `Somebody stands by "${input}" again`;
    this.notices.event('watchdog', message, { input, expired, action });
  };

  private readonly onError = (error: EipError): void => {
    this.notices.event('failed', error.message, { code: error.code });
    this.changed();
    this.failed();
  };
}
