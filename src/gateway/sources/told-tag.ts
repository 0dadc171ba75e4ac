/** A tag of an output: what was told of it last, and so what is to be told. */
import { type Band, differs } from '../../client/subscriptions/deadband.js';
import type { TagResult } from '../../eip-client.js';

export class ToldTag {
  private told: TagResult | undefined;

  constructor(private readonly band: Band) {}

  /** The next one is told in any case. */
  forget(): void {
    this.told = undefined;
  }

  /** @returns whether it is to be told; `always`: whether or not it is another one */
  take(result: TagResult, always: boolean): boolean {
    const { told } = this;
    if (!always && told !== undefined && this.isSame(told, result)) return false;
    this.told = result;
    return true;
  }

  private isSame(told: TagResult, result: TagResult): boolean {
    if (told.quality === 'good' && result.quality === 'good') return !differs(told.value, result.value, this.band);
    return told.quality === result.quality && told.error?.code === result.error?.code;
  }
}
