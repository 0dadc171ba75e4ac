/** What `healthCheck()` of an implicit client finds. */
import type { Health, PeerHealth, Quality } from '../../eip-client.js';
import type { ConnectionInfo } from '../events.js';
import type { AdapterState, ConnectionStatus } from '../status.js';
import type { Presence } from './presence.js';
import { packetAgeMs, type Trouble } from './sighting.js';
import { nowUs } from './wall-clock.js';

/** One I/O connection to an assembly that tags lie on. */
export interface OriginatorHealth extends PeerHealth, Pick<ConnectionInfo, 'type' | 'output' | 'input' | 'timeoutMs'> {
  readonly vendorId: number;
  readonly serialNumber: number;
  /** What its run/idle header says; null when it has said nothing, or its format has none. */
  readonly run: boolean | null;
}

export interface AssemblyHealth {
  readonly quality: Quality;
  /** Why it is not good, in words; null when it is. */
  readonly reason: string | null;
}

export interface ImplicitHealth extends Health {
  readonly peers: readonly OriginatorHealth[];
  /** Each assembly that tags lie on. An input is `good` while an originator is connected to it. */
  readonly assemblies: Readonly<Record<string, AssemblyHealth>>;
  readonly adapter: AdapterState;
  /** Times that the event loop of this process stood still for so long that the adapter ended its connections. */
  readonly livenessStops: number;
}

/** What only the link knows. */
type Link = Pick<Health, 'state' | 'lastError'>;

export function healthOf(presence: Presence, { state, lastError }: Link): ImplicitHealth {
  const { state: adapterState, counters } = presence.adapter.status();
  const troubles = presence.troubles();
  const reasons = state === 'closed' ? ['the client is closed'] : presence.reasons();
  return {
    healthy: reasons.length === 0,
    reason: reasons.length === 0 ? null : reasons.join('; '),
    state,
    peers: presence.connections().map(originatorHealth),
    lastError,
    assemblies: Object.fromEntries([...troubles].map(([name, trouble]) => [name, assemblyHealth(trouble)])),
    adapter: adapterState,
    livenessStops: counters.livenessStops ?? 0,
  };
}

function originatorHealth(connection: ConnectionStatus): OriginatorHealth {
  const { type, output, input, run, timeoutMs, originator, figures } = connection;
  const ageMs = figures.lastReceivedUs === 0 ? null : packetAgeMs(connection, nowUs());
  return { ...originator, ageMs, run, type, output, input, timeoutMs };
}

function assemblyHealth(trouble: Trouble | undefined): AssemblyHealth {
  return { quality: trouble?.quality ?? 'good', reason: trouble?.reason ?? null };
}
