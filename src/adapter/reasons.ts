/** Why a connection came or went, in words. */
import type { ConnectionEventKind, ConnectionInfo } from './events.js';

/** What made this side end a connection. */
export type AbortCause = 'stopped' | 'watchdog' | 'liveness' | Removed;

/** What it was over has been taken away while running. */
export interface Removed {
  /** In words. */
  readonly removed: string;
}

/** @param cause of an abort */
export function reasonFor(kind: ConnectionEventKind, connection: ConnectionInfo, cause: AbortCause): string {
  switch (kind) {
    case 'opened':
      return 'Forward Open accepted';
    case 'closed':
      return 'closed by the originator (Forward Close)';
    case 'timedOut':
      return `no packet from ${connection.originator.address} within the watchdog's time`;
    case 'aborted':
      return abortReason(connection, cause);
    case 'orphaned':
      return `the last other connection on "${connection.input}" has ended, and listen only lives with it`;
    case 'run':
      return 'the originator says run';
    case 'idle':
      return 'the originator says idle';
  }
}

function abortReason({ input }: ConnectionInfo, cause: AbortCause): string {
  if (typeof cause === 'object') return `${cause.removed} was removed from the adapter`;
  switch (cause) {
    case 'stopped':
      return 'the adapter was stopped';
    case 'watchdog':
      return `"${input}" was not written or touched in time (watchdogMs)`;
    case 'liveness':
      return 'the event loop of this process stood still (livenessMs)';
  }
}
