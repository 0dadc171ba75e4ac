/**
 * What may be written, held against the bytes of every message before it leaves (docs/client.md, "Write guards").
 *
 * The option `readOnly` stands in front of all that is asked (`Caller`); here are the allow list and the guards of
 * single tags. A guard that can't be kept refuses every write: a name that was misspelt protects nothing.
 */
import { ClassCode, ServiceCode } from '../../cip/index.js';
import { EipReadError, type EipWriteError } from '../../errors.js';
import { parseTagName, TagPatterns, tagText } from '../../logix/index.js';
import { isGuarded, notAllowed, WriteRate } from '../../tag-file/index.js';
import type { Budget } from '../budget.js';
import { whatOf } from '../failures.js';
import { shownName } from '../tags/booked-values.js';
import type { SymbolInfo } from '../tags/catalog.js';
import type { TagAddresses } from '../tags/tag-address.js';
import type { BookedTag, TagBook } from '../tags/tag-book.js';
import { classOf, onlyReads } from './reading-gate.js';
import { NoSpot, spotOf } from './region.js';
import { TagGuard } from './tag-guard.js';
import { messageParts, symbolKey, type WireWrite, wireWriteOf } from './wire-write.js';
import { type WrittenNames, writtenNames } from './written-names.js';

type GuardsBySymbol = ReadonlyMap<string, readonly TagGuard[]>;

/** Of attributes that a client of guarded tags leaves alone: they belong to tags. */
const OF_TAGS: ReadonlySet<number | undefined> = new Set([undefined, ClassCode.symbol, ClassCode.template]);

export class WriteGuard {
  /** Anything may be refused. */
  readonly isActive: boolean;
  private readonly guarded: readonly BookedTag[];
  private readonly rates: ReadonlyMap<BookedTag, WriteRate>;
  private readonly writable: TagPatterns | undefined;
  private known: { readonly edition: object; readonly guards: GuardsBySymbol } | undefined;

  /** @param patterns undefined: every tag may be written */
  constructor(
    book: TagBook,
    patterns: readonly string[] | undefined,
    private readonly addresses: () => TagAddresses,
    /** Told of each write that is refused. */
    private readonly refused: (error: unknown) => void = () => {},
  ) {
    this.guarded = book.tags.filter(isGuarded);
    this.rates = new Map(
      this.guarded.flatMap((tag) =>
        tag.maxWritesPerSecond === undefined ? [] : [[tag, new WriteRate(tag.maxWritesPerSecond)] as const],
      ),
    );
    if (patterns !== undefined) this.writable = new TagPatterns(patterns, (name) => book.tagOf(name));
    this.isActive = this.guarded.length > 0 || patterns !== undefined;
  }

  /**
   * Lets the messages of one value pass, and counts them as one write to each tag that they reach.
   * @throws EipWriteError of the guard that refuses; what looking up its tag throws
   */
  async admit(tag: string, messages: readonly Uint8Array[], budget: Budget): Promise<void> {
    if (!this.isActive) return;
    await this.telling(() => this.judgeAll(tag, messages, budget));
  }

  private async judgeAll(tag: string, messages: readonly Uint8Array[], budget: Budget): Promise<void> {
    const writes = messages.map((message) => wireWriteOf(message));
    if (!writes.every((write) => write !== undefined)) throw notUnderstood(tag);
    const { guards, symbols } = await this.lookedUp(writes, budget);
    // From here on without waiting: what is judged is what is counted.
    for (const [write, symbol] of symbols) this.judgeName(tag, write, symbol);
    const [[first, symbol] = []] = symbols;
    if (first === undefined) return;
    const now = performance.now();
    const reached = (guards.get(symbolKey(first)) ?? []).filter((guard) => guard.judge(writes, symbol, now));
    for (const guard of reached) guard.count(now);
  }

  /** A message of the program's own making. @throws EipWriteError EIP_WRITE_NOT_ALLOWED for one that may be a way around */
  async admitGeneric(message: Uint8Array, budget: Budget): Promise<void> {
    if (!this.isActive || onlyReads(message)) return;
    const write = wireWriteOf(message);
    if (write !== undefined) return this.admit(tagText({ ...write, bit: undefined }), [message], budget);
    const { service, path } = messageParts(message);
    if (service === ServiceCode.setAttributeSingle && !OF_TAGS.has(classOf(path))) return;
    const what = `Service 0x${service.toString(16)} may write to tags past the guards of this client`;
    const why = `${what}: only reading services, and writes to tags by their names, are let through`;
    await this.telling(() => Promise.reject(notAllowed(undefined, why)));
  }

  private async telling(judge: () => Promise<void>): Promise<void> {
    try {
      await judge();
    } catch (error) {
      this.refused(error);
      throw error;
    }
  }

  private judgeName(tag: string, write: WireWrite, symbol: SymbolInfo | undefined): void {
    try {
      if (symbol !== undefined) refuseOtherType(write, symbol);
      const names = writtenNames(write, symbol);
      const isNamed = this.isNamed(names);
      if (this.writable !== undefined && !isNamed) throw notInList(tag, names);
      if (symbol?.isAlias === true && !isNamed) throw aliasOfController(tag);
    } catch (error) {
      if (error instanceof NoSpot) throw notAllowed(tag, `"${tag}" ${error.message}: what it writes can't be told`);
      throw error;
    }
  }

  /** By the option `writable`. */
  private isNamed({ whole, each }: WrittenNames): boolean {
    const { writable } = this;
    if (writable === undefined) return false;
    return writable.allows(whole) || (each.length > 0 && each.every((name) => writable.allows(name)));
  }

  /** All of one edition: between two questions the controller may have become another one. */
  private async lookedUp(writes: readonly WireWrite[], budget: Budget) {
    for (;;) {
      const edition = this.addresses().catalog;
      const guards = await this.guards(budget);
      const symbols = new Map<WireWrite, SymbolInfo | undefined>();
      for (const write of writes) symbols.set(write, await this.addresses().catalog.symbol(write, budget));
      if (edition === this.addresses().catalog) return { guards, symbols };
    }
  }

  /** As the controller has them now. */
  private async guards(budget: Budget): Promise<GuardsBySymbol> {
    const edition = this.addresses().catalog;
    if (this.known?.edition === edition) return this.known.guards;
    const guards = new Map<string, TagGuard[]>();
    for (const booked of this.guarded) {
      const tag = parseTagName(booked.tag);
      const place = await this.find(booked, budget);
      const guard = new TagGuard(
        booked,
        tag,
        place,
        await this.addresses().catalog.symbol(tag, budget),
        this.rates.get(booked),
      );
      const key = symbolKey(tag);
      guards.set(key, [...(guards.get(key) ?? []), guard]);
    }
    this.known = { edition, guards };
    return guards;
  }

  private async find(booked: BookedTag, budget: Budget) {
    try {
      return await this.addresses().find(booked.tag, budget);
    } catch (error) {
      if (!(error instanceof EipReadError) || error.code === 'EIP_READ_FAILED') throw error;
      const name = shownName(booked.alias, booked.tag);
      throw notAllowed(booked.tag, `The guard of ${name} can't be kept, so nothing is written: ${whatOf(error)}`);
    }
  }
}

function notUnderstood(tag: string): EipWriteError {
  return notAllowed(tag, `"${tag}": what it writes can't be told`);
}

function notInList(tag: string, { whole, each }: WrittenNames): EipWriteError {
  const [only = whole] = each;
  const name = each.length === 1 ? only : whole;
  return notAllowed(tag, `"${tag}" was not written: the option "writable" does not name ${name}`);
}

/** @throws NoSpot */
function refuseOtherType({ steps, typeCode }: WireWrite, symbol: SymbolInfo): void {
  if (typeCode === undefined || spotOf(steps, symbol, 'words').type.code === typeCode) return;
  throw new NoSpot('is of another type');
}

function aliasOfController(tag: string): EipWriteError {
  const what = `"${tag}" is an alias in the controller, and may stand for a tag that has a guard`;
  return notAllowed(tag, `${what}: name the tag itself, or the alias in the option "writable"`);
}
