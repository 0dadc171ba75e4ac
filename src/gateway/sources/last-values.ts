/** The newest value of each tag of a source, as it was told. */
import type { SampleValue } from '../../telemetry/record/record-types.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';

export class LastValues {
  private readonly good = new Map<string, WireValue>();
  /** By group: tags that are not good. */
  private readonly notGood = new Map<string, Set<string>>();

  /** @param keyOf what names of one tag have in common */
  constructor(private readonly keyOf: (tag: string) => string = (tag) => tag) {}

  take(group: string, tag: string, value: SampleValue): void {
    const bad = this.notGood.get(group) ?? new Set();
    this.notGood.set(group, bad);
    if (value.quality === 'good') {
      this.good.set(this.keyOf(tag), value.value);
      bad.delete(tag);
    } else {
      bad.add(tag);
    }
  }

  lastGood(tag: string): WireValue | undefined {
    return this.good.get(this.keyOf(tag));
  }

  notGoodOf(group: string): number {
    return this.notGood.get(group)?.size ?? 0;
  }
}
