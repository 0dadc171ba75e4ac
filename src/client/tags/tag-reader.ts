/** Reads of tags: alone, many in packets, large ones in parts. */
import type { TagResult, TagValue } from '../../eip-client.js';
import { EipError, EipReadError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import { nameOf, namesAsked } from '../../runtime/call-arguments.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { readFailed, type Target } from '../failures.js';
import type { ExplicitCallOptions } from '../option-types.js';
import type { ReplyView } from '../reply-view.js';
import { grouped } from './grouping.js';
import { takeReplies } from './packet-reply.js';
import { PartReader } from './part-reader.js';
import { asKey, PlanCache, packetsOf, type ReadPacket, type ReadPlan, tagsOf } from './read-plan.js';
import { ReadRun } from './read-run.js';
import { type GroupRead, type ReadUnit, SingleRead } from './read-unit.js';
import type { TagAddresses } from './tag-address.js';
import { CutShort, isTooLarge, Outdated, TagReading } from './tag-reading.js';
import { Turns } from './turns.js';

const NOT_SUPPORTED = 0x08;
const ONE_FAILED = 0x1e;
const MOST_REMEMBERED = 100_000;
const MOST_BROKEN = 10_000;
/** How often what was cut is packed otherwise, before each is asked for by itself. */
const MOST_ROUNDS = 6;
/** A message may get shorter by what is learned, but not below this. */
const LEAST_ROOM = 100;

/** What the reader needs of the connections. */
export interface Ways {
  /** Bytes of a message, either way. */
  readonly longestMessage: number;
  /** What is asked before `work` returns leaves in one go. */
  together<T>(work: () => T): T;
}

/** What is known of the controller, until it may be another one. */
class Known {
  readonly readings = new Map<string, TagReading>();
  plans = new PlanCache();
  /** It takes Multiple Service Packets; a Micro800 does not. */
  takesPackets = true;
  /** Bytes of packets that it answers in full. */
  room = Number.POSITIVE_INFINITY;
  /** Surroundings that it does not give. */
  readonly broken = new Set<string>();
}

export class TagReader {
  private known = new Known();
  /** Tags that were no better after looking again: not looked for again because of them. */
  private readonly inVain = new Set<string>();
  private readonly parts: PartReader;

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly addresses: TagAddresses,
    private readonly ways: Ways,
    /** Requests of one call that are on the way at the same time. */
    private readonly width: number,
  ) {
    this.parts = new PartReader(caller);
  }

  forget(): void {
    this.known = new Known();
    this.inVain.clear();
  }

  lookAgain(): void {
    const { takesPackets, room } = this.known;
    this.known = Object.assign(new Known(), { takesPackets, room });
  }

  /** @throws EipReadError; EipError where nobody is connected; the signal's reason. */
  async read(name: string, options?: ExplicitCallOptions): Promise<TagValue> {
    const reading = this.known.readings.get(nameOf(name));
    if (reading !== undefined && this.fits(reading)) {
      try {
        return await this.caller.ask(reading, options);
      } catch (error) {
        if (error instanceof CutShort) reading.isCut = true;
        else if (!(error instanceof Outdated)) throw error;
      }
    }
    return this.readSlowly(name, new Turns(this.width), this.caller.budget(options));
  }

  /** @param asked names, or names by alias @throws as `read`, but no EipReadError */
  async readMany(asked: unknown, options?: ExplicitCallOptions): Promise<Record<string, TagResult>> {
    const ready = this.known.plans.find(asked);
    const pairs = ready === undefined ? namesAsked(asked) : [];
    const budget = this.caller.budget(options);
    if (ready !== undefined) return this.carryOut(ready, new ReadRun(ready, this), budget);
    const keys = pairs.map(([key]) => asKey(key));
    const names = Array.isArray(asked) ? keys : pairs.map(([, name]) => name);
    return this.readFirst({ keys, names, ...tagsOf(names) }, budget);
  }

  /** A group that gives nothing is not asked for any more. */
  broke({ around }: GroupRead): void {
    const { broken } = this.known;
    if (broken.size >= MOST_BROKEN) broken.clear();
    broken.add(around.key);
    this.known.plans = new PlanCache();
  }

  /** What leads nowhere is looked up again the next time. */
  private async readFirst(asked: Omit<ReadPlan, 'packets' | 'large'>, budget: Budget) {
    const { known } = this;
    const { plans } = known;
    const large: number[] = [];
    const run = new ReadRun({ ...asked, large }, this);
    const reads: SingleRead[] = [];
    let isWhole = true;
    for (const [slot, name] of asked.tags.entries()) {
      const found = known.readings.get(name) ?? (await this.find(name, budget));
      if (found instanceof EipError) run.failed(slot, found);
      else if (this.fits(found)) reads.push(new SingleRead(found, slot));
      else run.large.push(slot);
      isWhole &&= !(found instanceof EipError);
    }
    const { longestMessage: longest } = this.ways;
    const packets = this.packetsOf(grouped(reads, { longest, broken: known.broken }));
    const plan = { ...asked, packets, large: [...run.large] };
    // Unless all was forgotten meanwhile.
    if (isWhole && known.plans === plans && longest > 0) plans.add(plan);
    return this.carryOut(plan, run, budget);
  }

  private async find(name: string, budget: Budget): Promise<TagReading | EipError> {
    try {
      return await this.reading(name, budget);
    } catch (error) {
      if (error instanceof EipError) return error;
      throw error;
    }
  }

  /** In packets, then again what they did not give, otherwise packed; at last what is to be asked for by itself. */
  private async carryOut({ packets: planned, tags }: ReadPlan, run: ReadRun, budget: Budget) {
    const turns = new Turns(this.width);
    let left = planned;
    for (let round = 0; left.length > 0; round++) {
      const packets = left;
      await this.ways.together(() => turns.all(packets, (packet) => this.readPacket(packet, run, budget)));
      const { again } = run;
      run.again = [];
      if (round < MOST_ROUNDS) left = this.packetsOf(again);
      else {
        left = [];
        for (const { singles } of again) for (const { slot } of singles) run.alone(slot);
      }
    }
    await turns.all(run.large, (slot) => this.readAlone(tags[slot] as string, slot, run, turns, budget));
    budget.signal?.throwIfAborted();
    return run.finish();
  }

  private packetsOf(units: readonly ReadUnit[]): ReadPacket[] {
    const { takesPackets, room } = this.known;
    return packetsOf(units, takesPackets ? Math.min(room, this.ways.longestMessage) : 0);
  }

  private async readPacket(packet: ReadPacket, run: ReadRun, budget: Budget): Promise<void> {
    const { units, service, message } = packet;
    const decode = (reply: ReplyView): boolean => {
      run.timestamp = new Date();
      return this.take(packet, reply, run);
    };
    try {
      const isOne = await this.caller.askWithin({ service, message, isRead: true, decode, failure: asItIs }, budget);
      if (isOne) return;
      throw replyInvalid(this.target(), 'its packet holds no replies to what was asked');
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      run.timestamp = new Date();
      for (const unit of units) unit.fail(error, run);
    }
  }

  /** False: it is no reply to that. */
  private take(packet: ReadPacket, reply: ReplyView, run: ReadRun): boolean {
    const { units } = packet;
    const [only] = units;
    if (units.length === 1 && only !== undefined) {
      only.take(reply, run, true);
      return true;
    }
    if (reply.status !== 0 && reply.status !== ONE_FAILED) {
      this.refused(packet, reply, run);
      return true;
    }
    run.isCut = false;
    const isWhole = takeReplies(reply, units, run);
    if (isWhole && run.isCut && units.every(({ isMeasured }) => isMeasured)) this.learn(reply.end - reply.start);
    return isWhole;
  }

  /** The packet as such: a controller that takes none, or not such large ones. */
  private refused({ units, message }: ReadPacket, { status }: ReplyView, run: ReadRun): void {
    if (status === NOT_SUPPORTED) {
      this.known.takesPackets = false;
      this.known.plans = new PlanCache();
    } else if (isTooLarge(status)) {
      const size = units.reduce((sum, { replySize }) => sum + replySize, 0);
      this.learn(Math.floor(Math.max(message.byteLength, size) / 2));
    } else {
      for (const { singles } of units) for (const { slot } of singles) run.alone(slot);
      return;
    }
    run.again.push(...units);
  }

  /** Packets of the size that was asked for are too large. */
  private learn(room: number): void {
    this.known.room = Math.max(LEAST_ROOM, Math.min(room, this.known.room));
    this.known.plans = new PlanCache();
  }

  private async readAlone(name: string, slot: number, run: ReadRun, turns: Turns, budget: Budget): Promise<void> {
    try {
      const value = await this.readSlowly(name, turns, budget);
      run.timestamp = new Date();
      run.good(slot, value);
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      run.timestamp = new Date();
      run.failed(slot, error);
    }
  }

  /** As long as it takes: looked up, in parts where need be, and once more when what was known is not true any more. */
  private async readSlowly(name: string, turns: Turns, budget: Budget): Promise<TagValue> {
    const reading = await this.reading(name, budget);
    try {
      return await this.readWhole(reading, turns, budget);
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      if (this.inVain.has(name)) throw error.error;
      // Unless somebody else has looked again already.
      if (this.known.readings.get(name) === reading) this.addresses.doubted();
    }
    try {
      return await this.readWhole(await this.reading(name, budget), turns, budget);
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      if (this.inVain.size >= MOST_REMEMBERED) this.inVain.clear();
      this.inVain.add(name);
      throw error.error;
    }
  }

  private async readWhole(reading: TagReading, turns: Turns, budget: Budget): Promise<TagValue> {
    if (this.fits(reading)) {
      try {
        return await turns.take(() => this.caller.askWithin(reading, budget));
      } catch (error) {
        if (!(error instanceof CutShort)) throw error;
        reading.isCut = true;
      }
    }
    const { ways } = this;
    return ways.together(() => this.parts.read(reading, ways.longestMessage, turns, budget));
  }

  private async reading(name: string, budget: Budget): Promise<TagReading> {
    const { readings } = this.known;
    const known = readings.get(name);
    if (known !== undefined) return known;
    try {
      const reading = new TagReading(await this.addresses.find(name, budget), this.target);
      if (readings.size >= MOST_REMEMBERED) readings.clear();
      readings.set(name, reading);
      return reading;
    } catch (error) {
      if (error instanceof EipReadError || !(error instanceof EipError)) throw error;
      throw readFailed({ text: `tag "${name}"`, tag: name }, this.target(), error);
    }
  }

  private fits({ message, replySize, isCut, isOneRun }: TagReading): boolean {
    const { longestMessage } = this.ways;
    return isOneRun && !isCut && message.byteLength <= longestMessage && replySize <= longestMessage;
  }
}

function asItIs(error: EipError): Error {
  return error;
}
