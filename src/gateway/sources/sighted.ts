/** What an output assembly holds at one moment, and what each tag on it is worth then. */
import { notGood, notSent } from '../../adapter/implicit/failures.js';
import type { Sighting } from '../../adapter/implicit/sighting.js';
import type { OutputTag } from '../../adapter/implicit/tag.js';
import { nowUs, type WallClock } from '../../adapter/implicit/wall-clock.js';
import type { DataEvent, ReceivedAssembly } from '../../adapter/index.js';
import type { TagResult, TagValue } from '../../eip-client.js';

export interface Sighted {
  readonly quality: 'good' | 'idle' | 'stale' | 'disconnected';
  /** Why it is not good. */
  readonly reason: string;
  /** Good while the handler of the event runs. Undefined: nothing is known. */
  readonly view: DataView | undefined;
  /** Bytes that the originator sends. */
  readonly length: number;
  /** When the value came. */
  readonly arrivedAt: Date;
  /** When it was found to be so. */
  readonly foundAt: Date;
}

/** Of an event, while its handlers run. */
export function arrived(assembly: ReceivedAssembly, event: DataEvent<unknown>, clock: WallClock): Sighted | undefined {
  const { arriving } = assembly;
  if (arriving === undefined) return undefined;
  const arrivedAt = clock.dateOf(event.receivedUs);
  const { view, length } = arriving;
  if (event.run && event.connected) return { quality: 'good', reason: '', view, length, arrivedAt, foundAt: arrivedAt };
  // A history tells zeros where there is no value yet.
  const isKnown = assembly.latest?.history === undefined ? length > 0 : (assembly.look()?.length ?? 0) > 0;
  const address = event.connection?.originator.address ?? 'an originator that is gone';
  const last = { view: isKnown ? view : undefined, length, arrivedAt };
  if (event.connected) return { quality: 'idle', reason: `${address} says idle`, ...last, foundAt: arrivedAt };
  const reason =
    arriving.slot === -1
      ? `"${assembly.name}" was written by an explicit message`
      : `the connection of ${address} has ended`;
  return { quality: 'disconnected', reason, ...last, foundAt: clock.dateOf(nowUs()) };
}

/** Of a look at the latest value. */
export function looked(sighting: Sighting, clock: WallClock): Sighted {
  const { last } = sighting;
  const now = clock.dateOf(nowUs());
  const arrivedAt = last === undefined ? now : clock.dateOf(last.receivedUs);
  const bytes = { view: last?.view, length: last?.length ?? 0, arrivedAt };
  if (sighting.quality === 'good') return { quality: 'good', reason: '', ...bytes, foundAt: arrivedAt };
  return { quality: sighting.quality, reason: sighting.reason, ...bytes, foundAt: now };
}

export function resultOf(tag: OutputTag, { quality, reason, view, length, arrivedAt: timestamp }: Sighted): TagResult {
  const end = Math.ceil((tag.field.firstBit + tag.field.bits) / 8);
  if (view !== undefined && end > length)
    return { quality: 'bad', value: undefined, timestamp, error: notSent(tag, length) };
  const value = view && valueIn(tag, view);
  if (quality === 'good' && value !== undefined) return { quality, value, timestamp };
  const worth = quality === 'good' ? 'disconnected' : quality;
  return { quality: worth, value, timestamp, error: notGood(tag, worth, reason) };
}

function valueIn({ field, rules }: OutputTag, view: DataView): TagValue {
  const raw = field.read(view);
  return rules === undefined ? (raw as TagValue) : rules.value(raw);
}
