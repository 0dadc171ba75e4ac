/** Whether a gateway works, and if not why, part by part. */
import type { EndpointHealth } from '../telemetry/source.js';
import { reasonOf } from './flow/reason.js';
import { Limit, within } from './flow/within.js';

/** For a part to answer. */
const ANSWER_MS = 2_000;

export interface GatewayHealth {
  /** False when only a new start will help. */
  readonly live: boolean;
  /** Everything works. */
  readonly ready: boolean;
  /** Why it is not ready, or not live, in words; empty when it is both. */
  readonly reasons: readonly string[];
  /** `spool`, `commands`, `sinks.NAME` and `sources.NAME`. */
  readonly parts: Readonly<Record<string, EndpointHealth>>;
}

/** What can be asked. */
export interface Asked {
  healthCheck(): Promise<EndpointHealth>;
}

/** Of a part that may break its contract: it never rejects, and is never late. */
export async function healthOf(part: Asked): Promise<EndpointHealth> {
  const limit = new Limit(ANSWER_MS, `no answer within ${ANSWER_MS} ms`);
  try {
    const { healthy, reason } = await within(asked(part), limit.signal);
    if (healthy === true) return { healthy, reason: null };
    return { healthy: false, reason: typeof reason === 'string' && reason !== '' ? reason : 'it does not say why' };
  } catch (error) {
    return unhealthy(`its health could not be asked: ${reasonOf(error)}`);
  } finally {
    limit.clear();
  }
}

/** One that throws at once rejects too. */
async function asked(part: Asked): Promise<EndpointHealth> {
  return await part.healthCheck();
}

export const healthy: EndpointHealth = { healthy: true, reason: null };

export function unhealthy(reason: string): EndpointHealth {
  return { healthy: false, reason };
}

/** @param deadly what only a new start will help against */
export function gatewayHealth(
  standing: EndpointHealth,
  parts: Readonly<Record<string, EndpointHealth>>,
  deadly: readonly string[],
): GatewayHealth {
  const reasons = Object.entries(parts).flatMap(([name, { healthy: fine, reason }]) =>
    fine ? [] : [`${name}: ${reason}`],
  );
  const all = [...(standing.healthy ? [] : [`${standing.reason}`]), ...deadly, ...reasons];
  return { live: deadly.length === 0, ready: all.length === 0, reasons: all, parts };
}
