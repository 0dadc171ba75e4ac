/** Reads of tags: alone, many in packets, large ones in parts. */
import { ServiceCode } from '../../cip/index.js';
import type { TagResult, TagValue } from '../../eip-client.js';
import { EipError, EipReadError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import { nameOf } from '../../runtime/call-arguments.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { readFailed, type Subject, type Target } from '../failures.js';
import type { ExplicitCallOptions } from '../option-types.js';
import type { ReplyView } from '../reply-view.js';
import { type PacketItem, packed, packetMessage, unpack } from './packets.js';
import { PartReader } from './part-reader.js';
import type { TagAddresses } from './tag-address.js';
import { CutShort, Outdated, TagReading } from './tag-reading.js';
import { Turns } from './turns.js';

const NOT_SUPPORTED = 0x08;
const ONE_FAILED = 0x1e;
const MOST_REMEMBERED = 100_000;

/** What the reader needs of the connections. */
export interface Ways {
  /** Bytes of a message, either way. */
  readonly longestMessage: number;
}

/** A tag of one call, and where its result goes. */
interface Job {
  readonly name: string;
  readonly keys: string[];
}

/** One that goes into a packet. */
interface Queued extends PacketItem {
  readonly reading: TagReading;
  readonly job: Job;
}

type Outcome = { readonly value: TagValue } | { readonly error: EipError };

export class TagReader {
  private readings = new Map<string, TagReading>();
  /** The controller takes Multiple Service Packets; a Micro800 does not. */
  private takesPackets = true;
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
    this.readings = new Map();
    this.takesPackets = true;
  }

  /** @throws EipReadError; EipError where nobody is connected; the signal's reason. */
  async read(name: string, options?: ExplicitCallOptions): Promise<TagValue> {
    const reading = this.readings.get(nameOf(name));
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

  async readMany(asked: readonly (readonly [key: string, name: string])[], options?: ExplicitCallOptions) {
    const budget = this.caller.budget(options);
    const results = new Map<string, TagResult>(asked.map(([key]) => [key, undefined as unknown as TagResult]));
    const settle = ({ keys }: Job, outcome: Outcome): void => {
      const result = resultOf(outcome);
      for (const key of keys) results.set(key, result);
    };
    const { small, others } = await this.sorted(jobsOf(asked), budget, settle);
    const turns = new Turns(this.width);
    await turns.all(packed(small, this.ways.longestMessage), async (packet) => {
      for (const job of await this.readPacket(packet, budget, settle)) others.push(job);
    });
    await turns.all(others, (job) => this.readAlone(job, turns, budget, settle));
    budget.signal?.throwIfAborted();
    return Object.fromEntries(results);
  }

  /** Those that go into packets, and those that are read alone. What leads nowhere is settled. */
  private async sorted(jobs: readonly Job[], budget: Budget, settle: (job: Job, outcome: Outcome) => void) {
    const small: Queued[] = [];
    const others: Job[] = [];
    for (const job of jobs) {
      const outcome = this.readings.get(job.name) ?? (await this.find(job.name, budget));
      if (outcome instanceof EipError) settle(job, { error: outcome });
      else if (this.takesPackets && this.fits(outcome)) small.push(queued(outcome, job));
      else others.push(job);
    }
    return { small, others };
  }

  private async find(name: string, budget: Budget): Promise<TagReading | EipError> {
    try {
      return await this.reading(name, budget);
    } catch (error) {
      if (error instanceof EipError) return error;
      throw error;
    }
  }

  private async readAlone(
    job: Job,
    turns: Turns,
    budget: Budget,
    settle: (job: Job, outcome: Outcome) => void,
  ): Promise<void> {
    try {
      settle(job, { value: await this.readSlowly(job.name, turns, budget) });
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      settle(job, { error });
    }
  }

  /** Gives those that are to be read alone. */
  private async readPacket(
    packet: readonly Queued[],
    budget: Budget,
    settle: (job: Job, outcome: Outcome) => void,
  ): Promise<Job[]> {
    const again: Job[] = [];
    const [only] = packet;
    if (packet.length === 1 && only !== undefined) return [only.job];
    const take = ({ reading, job }: Queued, reply: ReplyView): void => {
      try {
        settle(job, { value: reading.decode(reply) });
      } catch (error) {
        if (error instanceof EipError) settle(job, { error });
        else again.push(job);
      }
    };
    const decode = (reply: ReplyView): boolean => {
      if (reply.status === 0 || reply.status === ONE_FAILED) return unpack(reply, packet, take);
      if (reply.status === NOT_SUPPORTED) this.takesPackets = false;
      for (const { job } of packet) again.push(job);
      return true;
    };
    const failure = (error: EipError): Error => error;
    const { multipleServicePacket: service } = ServiceCode;
    try {
      const message = packetMessage(packet);
      const isWhole = await this.caller.askWithin({ service, message, isRead: true, decode, failure }, budget);
      if (!isWhole) throw replyInvalid(this.target(), 'its packet holds no replies to what was asked');
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      again.length = 0;
      for (const { job, reading } of packet) settle(job, { error: readFailed(reading.subject, this.target(), error) });
    }
    return again;
  }

  /** As long as it takes: looked up, in parts where need be, and once more when what was known is not true any more. */
  private async readSlowly(name: string, turns: Turns, budget: Budget): Promise<TagValue> {
    const reading = await this.reading(name, budget);
    try {
      return await this.readWhole(reading, turns, budget);
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      this.discard(name, reading);
    }
    try {
      return await this.readWhole(await this.reading(name, budget), turns, budget);
    } catch (error) {
      throw error instanceof Outdated ? error.error : error;
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
    return this.parts.read(reading, this.ways.longestMessage, turns, budget);
  }

  private async reading(name: string, budget: Budget): Promise<TagReading> {
    const { readings } = this;
    const known = readings.get(name);
    if (known !== undefined) return known;
    const subject: Subject = { text: `tag "${name}"`, tag: name };
    try {
      const reading = new TagReading(await this.addresses.find(name, budget), this.target);
      if (readings.size >= MOST_REMEMBERED) readings.clear();
      readings.set(name, reading);
      return reading;
    } catch (error) {
      if (error instanceof EipReadError || !(error instanceof EipError)) throw error;
      throw readFailed(subject, this.target(), error);
    }
  }

  /** Unless somebody else has looked again already. */
  private discard(name: string, reading: TagReading): void {
    if (this.readings.get(name) !== reading) return;
    this.readings = new Map();
    this.addresses.forget();
  }

  private fits({ message, replySize, isCut, isOneRun }: TagReading): boolean {
    const { longestMessage } = this.ways;
    return isOneRun && !isCut && message.byteLength <= longestMessage && replySize <= longestMessage;
  }
}

function queued(reading: TagReading, job: Job): Queued {
  const { service, message, replySize } = reading;
  return { service, message, replySize, reading, job };
}

/** A name that was asked for twice is read once. */
function jobsOf(asked: readonly (readonly [key: string, name: string])[]): Job[] {
  const jobs = new Map<string, Job>();
  for (const [key, name] of asked) {
    const job = jobs.get(name);
    if (job === undefined) jobs.set(name, { name, keys: [key] });
    else job.keys.push(key);
  }
  return [...jobs.values()];
}

function resultOf(outcome: Outcome): TagResult {
  const timestamp = new Date();
  if ('value' in outcome) return { quality: 'good', value: outcome.value, timestamp };
  const { error } = outcome;
  return { quality: isUnreachable(error) ? 'disconnected' : 'bad', value: undefined, timestamp, error };
}

/** No reply came at all. */
function isUnreachable({ code, cause }: EipError): boolean {
  return code === 'EIP_READ_FAILED' && cause instanceof EipError && cause.code !== 'EIP_REPLY_INVALID';
}
