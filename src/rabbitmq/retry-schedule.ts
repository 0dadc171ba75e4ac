/** How long to wait before the next attempt. */

/** A pause of which a share is random, so that many clients do not come back at once. */
export function jittered(delayMs: number, jitter: number, random: () => number = Math.random): number {
  return Math.round(delayMs * (1 - jitter + 2 * jitter * random()));
}

export interface BackOff {
  readonly delayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
}

/** Before the attempt after `failures` of them. */
export function backOff({ delayMs, factor, maxDelayMs }: BackOff, failures: number): number {
  return Math.min(maxDelayMs, Math.round(delayMs * factor ** (failures - 1)));
}

/** The sum of all pauses of a message: it is held unacknowledged for so long. */
export function totalBackOff(rule: BackOff, attempts: number): number {
  let total = 0;
  for (let failures = 1; failures < attempts; failures++) total += backOff(rule, failures);
  return total;
}
