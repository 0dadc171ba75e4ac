import type { DisconnectedEvent } from '../../eip-client.js';
import type { Adapter } from '../adapter.js';
import type { ConnectionEvent, ResyncEvent } from '../events.js';
import { disconnection } from './failures.js';
import type { Presence } from './presence.js';

export interface PresenceListener {
  onConnected(): void;
  onDisconnected(event: DisconnectedEvent): void;
}

/**
 * Tells when the originators of the mapped assemblies come and go.
 *
 * Connections are heard of by the adapter's events. A first packet may be in its assembly a moment after its event; so
 * data is listened to as well, only while somebody is waited for: it costs a decoded value each.
 */
export class OriginatorWatch {
  private isOn = false;
  private wasConnected = false;

  constructor(
    private readonly adapter: Adapter,
    private readonly presence: Presence,
    private readonly listener: PresenceListener,
  ) {}

  /** As told last. */
  get isConnected(): boolean {
    return this.wasConnected;
  }

  /** Tells at once of who is there already. On already: does nothing. */
  start(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.adapter.on('connection', this.onConnection).on('resync', this.onResync);
    this.listenToData(true);
    this.look();
  }

  /** Tells nothing any more, and of nobody's end. */
  stop(): void {
    this.isOn = false;
    this.wasConnected = false;
    this.adapter.off('connection', this.onConnection).off('resync', this.onResync);
    this.listenToData(false);
  }

  private readonly onConnection = (event: ConnectionEvent) => this.look(() => disconnection(event));
  private readonly onResync = ({ lost }: ResyncEvent) =>
    this.look(() => ({ reason: `its end is among ${lost} connection events that were lost` }));
  private readonly onData = () => this.look();

  private look(why?: () => DisconnectedEvent | undefined): void {
    const isConnected = this.presence.isConnected();
    if (!this.isOn || isConnected === this.wasConnected) return;
    this.wasConnected = isConnected;
    this.listenToData(!isConnected);
    if (isConnected) this.listener.onConnected();
    else this.listener.onDisconnected(why?.() ?? { reason: this.presence.reasons().join('; ') });
  }

  private listenToData(on: boolean): void {
    for (const { assembly } of this.presence.outputs) {
      assembly.off('data', this.onData);
      if (on) assembly.on('data', this.onData);
    }
  }
}
