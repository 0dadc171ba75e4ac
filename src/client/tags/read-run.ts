/** One call that reads tags: what came of each so far, and what is to be asked again. */
import type { TagResult, TagValue } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import type { ReadPlan } from './read-plan.js';
import type { GroupRead, Outcomes, ReadUnit } from './read-unit.js';

/** Hears what a call finds out about the ways of reading. */
export interface Lessons {
  /** This group gives nothing. */
  broke(group: GroupRead): void;
}

export class ReadRun implements Outcomes {
  /** To be asked again, otherwise. */
  again: ReadUnit[] = [];
  readonly large: number[];
  /** Of what comes now. */
  timestamp = new Date();
  /** A reply of a packet was cut. */
  isCut = false;
  private readonly results: TagResult[];

  constructor(
    private readonly plan: Pick<ReadPlan, 'keys' | 'slots' | 'tags' | 'large'>,
    private readonly lessons: Lessons,
  ) {
    this.results = new Array<TagResult>(plan.tags.length);
    this.large = [...plan.large];
  }

  good(slot: number, value: TagValue): void {
    this.results[slot] = { quality: 'good', value, timestamp: this.timestamp };
  }

  failed(slot: number, error: EipError): void {
    const quality = isUnreachable(error) ? 'disconnected' : 'bad';
    this.results[slot] = { quality, value: undefined, timestamp: this.timestamp, error };
  }

  cut(unit: ReadUnit): void {
    this.isCut = true;
    this.again.push(unit);
  }

  alone(slot: number): void {
    this.large.push(slot);
  }

  broken(group: GroupRead, forGood: boolean): void {
    if (forGood) this.lessons.broke(group);
    this.again.push(...group.singles);
  }

  /** By key. */
  finish(): Record<string, TagResult> {
    const { results } = this;
    const { keys, slots } = this.plan;
    // Without a prototype while it grows: many names are put into such an object several times as fast.
    const found: Record<string, TagResult> = Object.create(null);
    for (let i = 0; i < keys.length; i++) found[keys[i] as string] = results[slots[i] as number] as TagResult;
    return Object.setPrototypeOf(found, Object.prototype);
  }
}

/** No reply came at all. */
function isUnreachable({ code, cause }: EipError): boolean {
  return code === 'EIP_READ_FAILED' && cause instanceof EipError && cause.code !== 'EIP_REPLY_INVALID';
}
