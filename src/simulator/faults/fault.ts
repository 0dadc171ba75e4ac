/** Faults at work: which requests they meet, and replies that they hold. */
import { sameName } from '../../logix/index.js';
import type { CompleteFaultRule, ServiceName } from './fault-rule.js';

/** Replies that one fault holds; one more takes the place of the oldest, which never leaves then. */
const MOST_HELD = 1_000;

/** What a rule is held against. */
export interface Seen {
  readonly service: ServiceName | undefined;
  readonly tag: string | undefined;
}

/** One rule at work. */
export class Fault {
  /** How often it has harmed. */
  hits = 0;
  private met = 0;
  private readonly held: (() => void)[] = [];
  private released = false;

  /** @internal */
  constructor(readonly rule: CompleteFaultRule) {}

  /** Replies that it holds now. */
  get holding(): number {
    return this.held.length;
  }

  /** Lets go what it holds, and what it would hold from now on. */
  release(): void {
    this.released = true;
    for (const send of this.held.splice(0)) send();
  }

  /** @internal Whether it harms this message; counts it when it does. */
  harms(seen: readonly Seen[]): boolean {
    const { skip, times } = this.rule;
    if (!seen.some((one) => this.matches(one))) return false;
    this.met++;
    if (this.met <= skip || (times > 0 && this.hits >= times)) return false;
    this.hits++;
    return true;
  }

  /** @internal */
  hold(send: () => void): void {
    if (this.released) send();
    else this.held.push(send);
    if (this.held.length > MOST_HELD) this.held.shift();
  }

  private matches({ service, tag }: Seen): boolean {
    if (this.rule.service !== undefined && this.rule.service !== service) return false;
    return this.rule.tag === undefined || (tag !== undefined && sameName(this.rule.tag, tag));
  }
}

/** All of them, in the order they were added: the first that meets a message harms it. */
export class FaultDesk {
  private faults: Fault[] = [];

  /** @param harmed hears of each message that is harmed */
  constructor(private readonly harmed: (fault: Fault, seen: readonly Seen[]) => void) {}

  add(rule: CompleteFaultRule): Fault {
    const fault = new Fault(rule);
    this.faults.push(fault);
    return fault;
  }

  /** What they hold is let go. */
  clear(): void {
    for (const fault of this.faults.splice(0)) fault.release();
  }

  /** A fault of a whole message; one that refuses is asked for each request. */
  ofMessage(seen: readonly Seen[]): Fault | undefined {
    return this.first(seen, ({ rule }) => rule.action !== 'refuse');
  }

  refusalOf(seen: Seen): Fault | undefined {
    return this.first([seen], ({ rule }) => rule.action === 'refuse');
  }

  private first(seen: readonly Seen[], of: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.faults.find((one) => of(one) && one.harms(seen));
    if (fault !== undefined) this.harmed(fault, seen);
    return fault;
  }
}
