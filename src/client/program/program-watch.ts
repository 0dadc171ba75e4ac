/** Whether the controller still has the program that is known, and what is to be done when it has another one. */
import type { ProgramChangedEvent } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import { sameProgram } from '../../logix/index.js';
import { throwUncaught } from '../../runtime/emit.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import type { Target } from '../failures.js';
import type { ExplicitCallOptions } from '../option-types.js';
import type { Catalog } from '../tags/catalog.js';
import { readSignature } from './signature.js';
import { differenceOf, isSameList, type ProgramDifference, type Snapshot } from './snapshot.js';
import { snapshotOf, surveyed } from './survey.js';

/** A program that changes while it is read is read again. */
const MOST_ATTEMPTS = 3;
/** A signature that is another one each time is none. */
const MOST_DIFFERENT = 8;
/** Where there is no signature the lists are held against each other, each so many checks. */
const CHECKS_A_LIST = 30;

/** What the watch needs of its client. */
export interface WatchedClient {
  readonly caller: Caller;
  target(): Target;
  /** What is known of the program; another one when that was forgotten. */
  catalog(): Catalog;
  /** Not the client's: for a look at what the controller has now. */
  spareCatalog(): Catalog;
  /** Nothing of what is known is true. */
  forget(): void;
  /** The same, because of one tag. */
  lookAgain(): void;
  /** There is another program, and everything known is true again. */
  changed(event: ProgramChangedEvent): void;
}

/** Why a program may not be there any more, by how sure that is: connected again, a tag that differs, a signature. */
const DOUBT = { reconnected: 0, tag: 1, certain: 2 } as const;

interface Before {
  readonly tags: Snapshot;
  readonly signed: Catalog['signed'];
  doubt: number;
}

export class ProgramWatch {
  /** What there was, until it is told what became of it. */
  private before: Before | undefined;
  private comparing: Promise<void> | undefined;
  private different = 0;
  private isUsable = true;
  private checks = 0;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: WatchedClient,
    /** ms between two checks; 0: none */
    private readonly checkMs: number,
  ) {}

  /** The signature, null where there is none to go by. @throws EipError without a reply */
  readonly signature = (budget: Budget): Promise<Uint8Array | null> => {
    return this.isUsable
      ? readSignature(this.client.caller, () => this.client.target(), budget)
      : Promise.resolve(null);
  };

  /** @param old what was known by the last connection */
  connected(old: Catalog): void {
    this.isUsable = true;
    this.different = 0;
    this.keep(old, DOUBT.reconnected);
    void this.compare();
    this.arm();
  }

  disconnected(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /**
   * Reads until the program is known to have been the same one all the while, and behind what is told of another one.
   * @returns undefined when it changed each time
   * @throws what `read` throws; EipError when nobody says whether it is the same
   */
  async certain<T>(read: () => Promise<T>, options: ExplicitCallOptions): Promise<T | undefined> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (this.before !== undefined) await this.compare();
      const catalog = this.client.catalog();
      const value = await read();
      if (await this.confirm(catalog, this.client.caller.budget(options))) return value;
    }
    return undefined;
  }

  /** What is known of the program that is in the controller now. @throws EipError without a reply */
  async current(budget: Budget): Promise<Catalog> {
    const known = this.client.catalog();
    if (known.signed instanceof Uint8Array) await this.confirm(known, budget);
    else if (known.signed === null) this.doubted();
    const catalog = this.client.catalog();
    await catalog.sign(budget);
    return catalog;
  }

  /** A tag is not what it was known to be. */
  readonly doubted = (): void => {
    this.keep(this.client.catalog(), DOUBT.tag);
    this.client.lookAgain();
    void this.compare();
  };

  /** Whether what is known is true of the program that is there now. When not, it is forgotten, and looked at anew. */
  async confirm(catalog: Catalog, budget: Budget): Promise<boolean> {
    const { signed } = catalog;
    if (signed instanceof Uint8Array) {
      const now = await this.signature(budget);
      if (catalog !== this.client.catalog()) return false;
      if (now === null || !sameProgram(signed, now)) {
        this.differs(catalog);
        return false;
      }
      this.different = 0;
      this.checkedAt = performance.now();
    }
    return catalog === this.client.catalog();
  }

  private differs(catalog: Catalog): void {
    if (++this.different >= MOST_DIFFERENT) this.isUsable = false;
    this.keep(catalog, DOUBT.certain);
    this.client.forget();
    void this.compare();
  }

  private keep(catalog: Catalog, doubt: number): void {
    if (this.before !== undefined) this.before.doubt = Math.max(this.before.doubt, doubt);
    else if (catalog.listed.size > 0) this.before = { tags: snapshotOf(catalog), signed: catalog.signed, doubt };
  }

  /** Tells what became of what there was. Never rejects; what does not succeed is tried again with the next check. */
  private compare(): Promise<void> {
    this.comparing ??= this.quietly(async () => {
      for (let i = 0; i < MOST_ATTEMPTS && this.before !== undefined; i++) await this.compareOnce(this.before);
    }).finally(() => {
      this.comparing = undefined;
    });
    return this.comparing;
  }

  private async compareOnce(before: Before): Promise<void> {
    const catalog = this.client.catalog();
    await catalog.sign(this.client.caller.budget());
    const isSame = sameSignature(before, catalog);
    if (before.doubt === DOUBT.reconnected && isSame) {
      this.before = undefined;
      return;
    }
    const after = await surveyed(before.tags, catalog, this.client.caller.budget());
    if (!(await this.confirm(catalog, this.client.caller.budget()))) return;
    const difference = differenceOf(before.tags, after);
    const isCertain = before.doubt === DOUBT.certain || isSame === false;
    this.before = undefined;
    if (isCertain || !isNothing(difference)) this.client.changed({ ...difference, reason: reasonOf(difference) });
  }

  private arm(): void {
    if (this.checkMs === 0) return;
    clearTimeout(this.timer);
    const timer = setTimeout(async () => {
      await this.quietly(() => this.check());
      if (this.timer === timer) this.arm();
    }, this.checkMs);
    this.timer = timer;
  }

  private async check(): Promise<void> {
    const catalog = this.client.catalog();
    const budget = this.client.caller.budget();
    if (this.before !== undefined) await this.compare();
    else if (catalog.signed === null) await this.checkLists(catalog, budget);
    else if (performance.now() - this.checkedAt >= this.checkMs) await this.confirm(catalog, budget);
  }

  private async checkLists(catalog: Catalog, budget: Budget): Promise<void> {
    if (catalog.listed.size === 0 || ++this.checks % CHECKS_A_LIST !== 0) return;
    const before = snapshotOf(catalog);
    const after = await surveyed(before, this.client.spareCatalog(), budget);
    if (catalog === this.client.catalog() && !isSameList(before, after)) this.differs(catalog);
  }

  /** Without a reply nothing is known, and it is asked again. */
  private async quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof EipError)) throwUncaught(error);
    }
  }
}

/** Undefined where one of both has none. */
function sameSignature({ signed: a }: Pick<Catalog, 'signed'>, { signed: b }: Pick<Catalog, 'signed'>) {
  return a instanceof Uint8Array && b instanceof Uint8Array ? sameProgram(a, b) : undefined;
}

function isNothing({ gone, changed, added }: ProgramDifference): boolean {
  return gone.length + changed.length + added.length === 0;
}

function reasonOf({ gone, changed, added }: ProgramDifference): string {
  return `the controller has another program: ${gone.length} tags are gone, ${changed.length} are others, ${added.length} are new`;
}
