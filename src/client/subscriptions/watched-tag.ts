/** A tag of a subscription: what was read last, what was told last, and so what is to be told. */
import type { TagResult, TagValue } from '../../eip-client.js';
import type { EipError } from '../../errors.js';
import { differs } from './deadband.js';
import type { WatchedTagSettings } from './options.js';

type Good = Extract<TagResult, { quality: 'good' }>;

export class WatchedTag {
  readonly key: string;
  readonly name: string;
  /** Undefined: nothing was told yet. */
  told: TagResult | undefined;
  private last: Good | undefined;
  private lastAt = Number.POSITIVE_INFINITY;

  constructor(private readonly settings: WatchedTagSettings) {
    this.key = settings.key;
    this.name = settings.name;
  }

  /**
   * What a cycle has read.
   * @returns whether `told` is to be told, as it is now
   */
  take(result: TagResult, now: number, everyCycle: boolean): boolean {
    if (result.quality !== 'good') return this.lose(result.quality, result.error, everyCycle);
    this.last = result;
    this.lastAt = now;
    if (!everyCycle && this.told?.quality === 'good' && !this.isBeyond(this.told.value, result.value)) return false;
    this.told = result;
    return true;
  }

  /** It can't be had now. @returns as `take` */
  lose(quality: Exclude<TagResult['quality'], 'good'>, error: EipError, always = false): boolean {
    const { told } = this;
    if (quality === 'bad') this.last = undefined;
    if (!always && told?.quality === quality && told.error?.code === error.code) return false;
    const { value, timestamp = new Date() } = this.last ?? { value: undefined };
    this.told = { quality, value, timestamp, error };
    return true;
  }

  /** Whether it is taken for good and was not read for so long. */
  isStale(now: number, staleMs: number): boolean {
    return this.told?.quality === 'good' && now - this.lastAt > staleMs;
  }

  private isBeyond(told: TagValue, value: TagValue): boolean {
    return differs(told, value, this.settings.band);
  }
}
