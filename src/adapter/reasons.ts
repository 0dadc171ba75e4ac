/** Why a connection came or went, in words. */
import type { ConnectionEventKind, ConnectionInfo } from './events.js';

/** @param stopping the adapter is being stopped: else only a standing event loop makes it end connections. */
export function reasonFor(kind: ConnectionEventKind, connection: ConnectionInfo, stopping: boolean): string {
  switch (kind) {
    case 'opened':
      return 'Forward Open accepted';
    case 'closed':
      return 'closed by the originator (Forward Close)';
    case 'timedOut':
      return `no packet from ${connection.originator.address} within the watchdog's time`;
    case 'aborted':
      return stopping ? 'the adapter was stopped' : 'the event loop of this process stood still (livenessMs)';
    case 'orphaned':
      return `the last other connection on "${connection.input}" has ended, and listen only lives with it`;
    case 'run':
      return 'the originator says run';
    case 'idle':
      return 'the originator says idle';
  }
}
