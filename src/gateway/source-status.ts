/** What a source tells of itself, a service's own included. */
import type { Source } from '../telemetry/source.js';
import { reasonOf } from './flow/reason.js';
import type { GatewaySource } from './part.js';
import type { SourceStatus } from './status.js';

/** @param state where the source does not name its own */
export function sourceStatus(source: Source, state: string): SourceStatus {
  const other = { protocol: 'other', state, connected: null, reason: null, connections: 0, groups: {} } as const;
  if (!tellsStatus(source)) return other;
  try {
    return source.status();
  } catch (error) {
    return { ...other, reason: `its status could not be asked: ${reasonOf(error)}` };
  }
}

function tellsStatus(source: Source): source is GatewaySource {
  return typeof (source as Partial<GatewaySource>).status === 'function';
}
