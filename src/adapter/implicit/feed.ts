import type { Adapter } from '../adapter.js';
import type { ReceivedAssembly } from '../received-assembly.js';
import { disconnected, Judge, removed, type Sighting } from './sighting.js';
import { nowUs } from './wall-clock.js';

/** An output assembly of an adapter, with what feeds it. */
export class Feed {
  private readonly judge: Judge;

  constructor(
    private readonly adapter: Adapter,
    private readonly assembly: ReceivedAssembly,
    staleMs: number | undefined,
  ) {
    this.judge = new Judge(assembly.name, staleMs);
  }

  /** In this order: `Judge.judge` says why. */
  look(): Sighting {
    if (this.assembly.isRemoved) return disconnected(removed(this.assembly.name), undefined);
    const feeding = this.adapter.feeding(this.assembly.name);
    const image = this.assembly.look();
    return this.judge.judge(feeding, image, nowUs());
  }
}
