/** Writes of tags: values checked first, then sent once, in their order, several in a packet where they fit. */
import { ServiceCode } from '../../cip/index.js';
import type { TagValue, WriteResult } from '../../eip-client.js';
import { EipError, EipReadError, EipWriteError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { type Subject, type Target, writeFailed, writeRefused } from '../failures.js';
import type { ExplicitCallOptions } from '../option-types.js';
import type { ReplyView } from '../reply-view.js';
import { saysOutdated } from './outdated-status.js';
import { type PacketItem, packed, packetMessage, unpack } from './packets.js';
import type { TagAddresses } from './tag-address.js';
import type { Ways } from './tag-reader.js';
import { writesOf } from './tag-writing.js';
import type { WriteRules, Written } from './write-rules.js';

const NOT_SUPPORTED = 0x08;
const ONE_FAILED = 0x1e;
const MOST_REMEMBERED = 100_000;

/** A tag of one call. */
interface Job {
  readonly subject: Subject & { readonly tag: string };
  /** What the controller is to have afterwards. */
  written: Written | undefined;
  /** Messages that the controller took. */
  taken: number;
  error: EipWriteError | undefined;
}

interface Queued extends PacketItem {
  readonly job: Job;
}

export class TagWriter {
  private takesPackets = true;
  /** Tags that were looked for again because of a refusal: not again because of them. */
  private readonly doubted = new Set<string>();

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly addresses: TagAddresses,
    private readonly ways: Ways,
    private readonly rules: WriteRules,
  ) {}

  forget(): void {
    this.takesPackets = true;
    this.doubted.clear();
  }

  /** Each tag has its own result; one that fails does not hinder the others. */
  async write(
    values: readonly (readonly [name: string, value: TagValue])[],
    options?: ExplicitCallOptions,
  ): Promise<Map<string, WriteResult>> {
    const budget = this.caller.budget(options);
    const jobs = new Map<string, Job>();
    const queue: Queued[] = [];
    for (const [name, value] of values) {
      const tag = this.rules.tagOf(name);
      const job: Job = { subject: { text: `tag "${tag}"`, tag }, written: undefined, taken: 0, error: undefined };
      jobs.set(name, job);
      for (const item of await this.prepared(name, value, job, budget)) queue.push({ ...item, job });
    }
    const longest = this.takesPackets ? this.ways.longestMessage : 0;
    for (const packet of packed(queue, longest)) await this.send(packet, budget);
    await this.verify([...jobs.values()], budget);
    budget.signal?.throwIfAborted();
    return new Map([...jobs].map(([name, job]) => [name, resultOf(job)]));
  }

  /** None where it can't be written. */
  private async prepared(name: string, value: TagValue, job: Job, budget: Budget): Promise<PacketItem[]> {
    try {
      const { subject } = job;
      this.caller.refuseWriting(subject.text, subject.tag);
      const place = await this.addresses.find(subject.tag, budget);
      const raw = this.rules.rawValue(name, value, place);
      const items = writesOf(place, raw, this.ways.longestMessage);
      await this.rules.admit(subject.tag, items, budget);
      job.written = { place, raw };
      return items;
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      job.error = this.unprepared(job, error);
      return [];
    }
  }

  /** What was taken is read back, where that is asked for. */
  private async verify(jobs: readonly Job[], budget: Budget): Promise<void> {
    const taken = jobs.filter(({ error }) => error === undefined);
    const problems = await this.rules.verify(
      taken.map(({ written }) => written as Written),
      budget,
    );
    for (const [i, error] of problems.entries()) (taken[i] as Job).error = error;
  }

  private unprepared({ subject }: Job, error: EipError): EipWriteError {
    if (error instanceof EipWriteError) return error;
    if (error instanceof EipReadError && error.code === 'EIP_TAG_UNKNOWN') {
      const what = error.message.slice(0, -`. ${error.check}.`.length);
      return new EipWriteError('EIP_WRITE_TAG_UNKNOWN', what, {
        tag: subject.tag,
        cause: error,
        outcome: 'notSent',
      });
    }
    return writeFailed(subject, this.target(), error, false);
  }

  private async send(packet: readonly Queued[], budget: Budget): Promise<void> {
    // What is behind a part that failed is not sent any more.
    const items = packet.filter(({ job }) => job.error === undefined);
    const [only] = items;
    if (only === undefined) return;
    if (items.length === 1) return this.sendOne(only, budget);
    if (await this.sendPacket(items, budget)) return;
    for (const item of items) await this.sendOne(item, budget);
  }

  private async sendOne(item: Queued, budget: Budget): Promise<void> {
    if (item.job.error !== undefined) return;
    const { service, message } = item;
    const decode = (reply: ReplyView): void => this.take(item, reply);
    await this.asked([item], this.caller.askWithin({ service, message, isRead: false, decode, failure }, budget));
  }

  /** False: the controller takes no packets, and nothing of it was carried out. */
  private async sendPacket(items: readonly Queued[], budget: Budget): Promise<boolean> {
    let isTaken = true;
    const decode = (reply: ReplyView): void => {
      if (reply.status === NOT_SUPPORTED) {
        isTaken = false;
        this.takesPackets = false;
      } else if (reply.status !== 0 && reply.status !== ONE_FAILED) {
        for (const item of items) this.take(item, reply);
      } else if (!unpack(reply, items, (item, own) => this.take(item, own))) {
        throw new Lost(replyInvalid(this.target(), 'its packet holds no replies to what was asked'), true);
      }
    };
    const { multipleServicePacket: service } = ServiceCode;
    const message = packetMessage(items);
    await this.asked(items, this.caller.askWithin({ service, message, isRead: false, decode, failure }, budget));
    return isTaken;
  }

  /** What has no reply of its own has failed. */
  private async asked(items: readonly Queued[], reply: Promise<void>): Promise<void> {
    try {
      await reply;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      for (const { job } of items) {
        const isUnknown = error.isUnknown || job.taken > 0;
        job.error ??= writeFailed(job.subject, this.target(), error.error, isUnknown);
      }
    }
  }

  private take({ job }: Queued, reply: ReplyView): void {
    if (reply.status === 0) {
      job.taken++;
      return;
    }
    if (saysOutdated(reply)) this.doubt(job.subject.tag);
    const refused = writeRefused(job.subject, this.target(), reply);
    job.error ??= job.taken === 0 ? refused : writeFailed(job.subject, this.target(), refused, true);
  }

  /** The next write goes by what the controller has then. */
  private doubt(tag = ''): void {
    if (this.doubted.has(tag)) return;
    if (this.doubted.size >= MOST_REMEMBERED) this.doubted.clear();
    this.doubted.add(tag);
    this.addresses.doubted();
  }
}

/** No reply came. */
class Lost extends Error {
  constructor(
    readonly error: EipError,
    readonly isUnknown: boolean,
  ) {
    super('lost');
  }
}

function failure(error: EipError, isUnknown: boolean): Lost {
  return new Lost(error, isUnknown);
}

function resultOf({ error }: Job): WriteResult {
  return error === undefined ? { ok: true } : { ok: false, error };
}
