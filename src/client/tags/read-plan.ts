/** How the tags of a call are read: found once, and kept for as long as the same ones are asked for. */
import { ServiceCode } from '../../cip/index.js';
import { packed, packetMessage } from './packets.js';
import type { ReadUnit } from './read-unit.js';

/** What a call asks for: `keys` of the result, and the name of the tag for each. */
export interface Asked {
  readonly keys: readonly string[];
  readonly names: readonly string[];
}

/** One message. */
export interface ReadPacket {
  readonly units: readonly ReadUnit[];
  readonly service: number;
  readonly message: Uint8Array;
}

export interface ReadPlan extends Asked {
  /** For each key. A tag that was asked for twice is read once. */
  readonly slots: readonly number[];
  /** Of the tags. */
  readonly tags: readonly string[];
  readonly packets: readonly ReadPacket[];
  /** Slots of those that do not fit into a message. */
  readonly large: readonly number[];
}

/** @param longest bytes of a message, either way; 0: each goes by itself */
export function packetsOf(units: readonly ReadUnit[], longest: number): ReadPacket[] {
  return packed(units, longest).map((together): ReadPacket => {
    const [only] = together;
    if (together.length === 1 && only !== undefined)
      return { units: together, service: only.service, message: only.message };
    return { units: together, service: ServiceCode.multipleServicePacket, message: packetMessage(together) };
  });
}

/** The tags of a call without those that come twice. */
export function tagsOf(names: readonly string[]): { tags: string[]; slots: number[] } {
  const known = new Map<string, number>();
  const slots = names.map((name) => {
    const slot = known.get(name) ?? known.size;
    known.set(name, slot);
    return slot;
  });
  return { tags: [...known.keys()], slots };
}

/** The same text as V8 keeps names of properties: putting it into an object and comparing it costs least that way. */
export function asKey(text: string): string {
  return Object.keys({ [text]: 0 })[0] as string;
}

/** A service has a few lists of tags that it reads over and over. */
const MOST_PLANS = 32;
const MOST_TAGS = 100_000;

/** Those that were used last. */
export class PlanCache {
  private plans: ReadPlan[] = [];
  private tags = 0;

  /** The plan for exactly these keys and names, in their order. */
  find(asked: unknown): ReadPlan | undefined {
    const { plans } = this;
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i] as ReadPlan;
      if (!isFor(plan, asked)) continue;
      if (i > 0) {
        plans.splice(i, 1);
        plans.unshift(plan);
      }
      return plan;
    }
    return undefined;
  }

  add(plan: ReadPlan): void {
    this.plans.unshift(plan);
    this.tags += plan.keys.length;
    while (this.plans.length > MOST_PLANS || (this.tags > MOST_TAGS && this.plans.length > 0)) {
      this.tags -= this.plans.pop()?.keys.length ?? 0;
    }
  }
}

function isFor({ keys, names }: Asked, asked: unknown): boolean {
  if (Array.isArray(asked)) return keys === names && isSame(asked, names);
  if (typeof asked !== 'object' || asked === null || keys === names) return false;
  const own = Object.keys(asked);
  return isSame(own, keys) && names.every((name, i) => (asked as Record<string, unknown>)[own[i] as string] === name);
}

function isSame(a: readonly unknown[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
