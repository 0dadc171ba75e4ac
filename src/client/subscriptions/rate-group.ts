/** Tags that are read together, in cycles on absolute times. */
import type { TagResult } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import { throwUncaught } from '../../runtime/emit.js';
import { Alarm } from '../alarm.js';
import type { RateGroupHealth } from './option-types.js';

/** Results by the tag's name. */
export type Readings = Readonly<Record<string, TagResult>>;

/** Whose tags they are. None of the calls may throw. */
export interface GroupMember {
  readonly names: readonly string[];
  /** A cycle is over. Names that were not read in it have no entry. */
  take(readings: Readings, now: number): void;
  /** A cycle brought nothing, for any tag. */
  fail(error: EipError): void;
  /** So many cycles were left out; 0: one brought nothing that may be told. */
  miss(cycles: number, now: number): void;
}

interface NameUse {
  members: number;
  /** Since there is a connection, and since the last of them came; or just now. */
  isRead: boolean;
  /** The controller did not give it: not asked for again before. */
  badUntil: number;
}

/** Looking for what is not there takes a request for each. */
const BAD_AGAIN_MS = 1_000;

/** @returns undefined when what was read may not be told */
export type ReadNames = (names: readonly string[], signal: AbortSignal) => Promise<Readings | undefined>;

/**
 * A cycle is due every `rateMs` from the first one on, however long reading takes. While one is not over none begins:
 * what is due meanwhile is left out and counted.
 */
export class RateGroup {
  private readonly members = new Set<GroupMember>();
  private readonly names = new Map<string, NameUse>();
  private cycles = 0;
  private missedCycles = 0;
  private readMs: number | null = null;
  private dueAt = Number.POSITIVE_INFINITY;
  private isReading = false;
  /** There while somebody is connected. */
  private stop: AbortController | undefined;
  private readonly alarm = new Alarm((now) => this.ring(now));

  constructor(
    readonly rateMs: number,
    private readonly read: ReadNames,
  ) {}

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** Its tags are read at once, and from then on with the others. */
  add(member: GroupMember): void {
    this.members.add(member);
    for (const name of member.names) {
      const members = 1 + (this.names.get(name)?.members ?? 0);
      this.names.set(name, { members, isRead: false, badUntil: 0 });
    }
    if (this.stop !== undefined) this.alarm.by(performance.now());
  }

  remove(member: GroupMember): void {
    this.members.delete(member);
    for (const name of member.names) {
      const use = this.names.get(name);
      if (use !== undefined && --use.members === 0) this.names.delete(name);
    }
    if (this.isEmpty) this.disconnected();
  }

  /** The first cycle is now. */
  connected(): void {
    this.disconnected();
    this.stop = new AbortController();
    this.dueAt = performance.now();
    this.alarm.by(this.dueAt);
  }

  disconnected(): void {
    this.stop?.abort();
    this.stop = undefined;
    this.isReading = false;
    this.dueAt = Number.POSITIVE_INFINITY;
    this.alarm.stop();
    for (const use of this.names.values()) {
      use.isRead = false;
      use.badUntil = 0;
    }
  }

  /** Not only when the next cycle is due. */
  readAll(): void {
    if (this.stop === undefined) return;
    for (const use of this.names.values()) use.isRead = false;
    this.alarm.by(performance.now());
  }

  health(): RateGroupHealth {
    const { rateMs, cycles, missedCycles, readMs } = this;
    return { rateMs, tags: this.names.size, cycles, missedCycles, readMs };
  }

  /** @returns when to look again */
  private ring(now: number): number {
    if (now >= this.dueAt) this.due(now);
    else if (!this.isReading) this.readUnread();
    return this.dueAt;
  }

  private due(now: number): void {
    const late = Math.floor((now - this.dueAt) / this.rateMs);
    this.dueAt += (late + 1) * this.rateMs;
    const missed = this.isReading ? late + 1 : late;
    if (missed > 0) {
      this.missedCycles += missed;
      for (const member of [...this.members]) member.miss(missed, now);
    }
    if (!this.isReading) this.readDue(now);
  }

  private readDue(now: number): void {
    const due = [...this.names].filter(([, { badUntil }]) => badUntil <= now).map(([name]) => name);
    if (due.length > 0) void this.cycle(due);
  }

  private readUnread(): void {
    const unread = [...this.names].filter(([, { isRead }]) => !isRead).map(([name]) => name);
    if (unread.length > 0) void this.cycle(unread);
  }

  /** Never rejects. */
  private async cycle(names: readonly string[]): Promise<void> {
    const { stop } = this;
    if (stop === undefined) return;
    const start = performance.now();
    this.isReading = true;
    for (const name of names) (this.names.get(name) as NameUse).isRead = true;
    let error: unknown;
    const readings = await this.read(names, stop.signal).catch((thrown: unknown) => {
      error = thrown;
      return undefined;
    });
    // Over for another reason; what takes its place reads by itself.
    if (stop.signal.aborted) return;
    this.isReading = false;
    const now = performance.now();
    if (readings !== undefined) this.tell(readings, now, start);
    else this.tellFailure(error, now);
    if (this.stop === stop) this.readUnread();
  }

  private tell(readings: Readings, now: number, start: number): void {
    this.cycles++;
    this.readMs = now - start;
    for (const [name, { quality }] of Object.entries(readings)) {
      const use = this.names.get(name);
      if (use !== undefined) use.badUntil = quality === 'bad' ? now + BAD_AGAIN_MS : 0;
    }
    for (const member of [...this.members]) member.take(readings, now);
  }

  private tellFailure(error: unknown, now: number): void {
    if (error !== undefined && !(error instanceof EipError)) throwUncaught(error);
    for (const member of [...this.members]) {
      if (error instanceof EipError) member.fail(error);
      else member.miss(0, now);
    }
  }
}
