import type { NormalAssembly } from '../../../src/adapter/options.js';

/** An assembly with every default. */
export function normalAssembly(
  given: Pick<NormalAssembly, 'name' | 'instance' | 'kind' | 'size'> & Partial<NormalAssembly>,
): NormalAssembly {
  const defaults = { onLoss: 'hold', onIdle: 'hold', history: 0, watchdogMs: 0, onWatchdog: 'close' } as const;
  return { layout: undefined, ...defaults, ...given };
}
