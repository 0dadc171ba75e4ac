/** Groups that tell every value need a history on their assembly: it is filled in where the options have none. */
import type { AdapterOptions, AssemblyOptions } from '../../adapter/index.js';
import type { ImplicitSourceSettings } from '../../eip-config/gateway/sources.js';
import type { ImplicitSourceOptions } from './option-types.js';

/** Two seconds of the shortest interval, 1 ms. */
const USUAL_PACKETS = 2_048;
const LEAST_PACKETS = 16;
/** Of all histories that are implied; those of an adapter may have four times as much. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Of a slot, beside the bytes of the value. */
const SLOT_BYTES = 40;

/**
 * The options of an adapter, with a `history` for each output of which a group tells every change or packet: 2,048
 * packets, fewer of large assemblies. A history that the options have stays.
 */
export function historyFor<O extends AdapterOptions>(
  options: O,
  { groups = {} }: Pick<ImplicitSourceOptions | ImplicitSourceSettings, 'groups'>,
): O {
  const told = new Set(
    Object.values(groups)
      .filter(({ report }) => report !== 'interval')
      .map(({ assembly }) => assembly),
  );
  const entries = Object.entries(options.assemblies);
  const lacking = entries.filter(([name, one]) => told.has(name) && one.kind === 'output' && !hasHistory(one));
  const each = MOST_BYTES / Math.max(1, lacking.length);
  const filled = lacking.map(([name, one]) => [name, { ...one, history: packetsIn(each, one) }]);
  return { ...options, assemblies: { ...options.assemblies, ...Object.fromEntries(filled) } };
}

function hasHistory(options: AssemblyOptions): boolean {
  return 'history' in options && options.history !== undefined;
}

/** A power of two: that many slots a history has in any case. */
function packetsIn(bytes: number, { size, layout }: AssemblyOptions): number {
  const slot = SLOT_BYTES + (size ?? layout?.size ?? 0);
  const room = 2 ** Math.floor(Math.log2(Math.max(1, bytes / slot)));
  return Math.min(USUAL_PACKETS, Math.max(LEAST_PACKETS, room));
}
