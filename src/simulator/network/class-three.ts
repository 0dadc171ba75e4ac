/** Connections of class 3 (docs/protocol.md, "Class 3 connections"): who has them, and until when. */
import { randomInt } from 'node:crypto';
import type { ConnectionTriad, ForwardOpen } from '../../cip/index.js';

export interface ClassThree {
  /** O->T: what requests come in with. */
  readonly id: number;
  /** T->O: what replies go out with. */
  readonly replyId: number;
  readonly triad: ConnectionTriad;
  /** Longest request and reply, sequence count included. */
  readonly requestSize: number;
  readonly replySize: number;
  readonly timeoutMs: number;
  /** IPv4 address of the originator. */
  readonly address: string;
}

interface Entry extends ClassThree {
  lastHeardMs: number;
  last: { readonly sequence: number; readonly reply: Uint8Array } | undefined;
}

/** By the clock of `performance.now()`. One that times out is found when somebody looks: nothing is sent then anyway. */
export class ClassThreeTable {
  private readonly entries = new Map<number, Entry>();

  constructor(
    private readonly most: number,
    private readonly timedOut: (connection: ClassThree) => void,
  ) {}

  /** Undefined when all are in use. A TCP connection that ends takes none of them along: originators have to close. */
  open({ triad, oToT, tToO, timeoutMultiplier }: ForwardOpen, address: string): ClassThree | undefined {
    if (this.live().length >= this.most) return undefined;
    const id = this.freeId();
    const entry: Entry = {
      id,
      replyId: tToO.connectionId === 0 ? id : tToO.connectionId,
      triad,
      requestSize: oToT.parameters.size,
      replySize: tToO.parameters.size,
      timeoutMs: ((4 << timeoutMultiplier) * oToT.rpiUs) / 1_000,
      address,
      lastHeardMs: performance.now(),
      last: undefined,
    };
    this.entries.set(id, entry);
    return entry;
  }

  /** Feeds its watchdog. Undefined for an id of nobody, of another address, or of one that timed out. */
  heard(id: number, address: string): ClassThree | undefined {
    const entry = this.live().find((one) => one.id === id && one.address === address);
    if (entry !== undefined) entry.lastHeardMs = performance.now();
    return entry;
  }

  byTriad(triad: ConnectionTriad): ClassThree | undefined {
    return this.live().find((entry) => sameTriad(entry.triad, triad));
  }

  close({ id }: ClassThree): void {
    this.entries.delete(id);
  }

  clear(): void {
    this.entries.clear();
  }

  /** The reply to a sequence count that comes again; undefined for a new one. */
  repeated({ id }: ClassThree, sequence: number): Uint8Array | undefined {
    const last = this.entries.get(id)?.last;
    return last?.sequence === sequence ? last.reply : undefined;
  }

  remember({ id }: ClassThree, sequence: number, reply: Uint8Array): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.last = { sequence, reply };
  }

  /** Those whose watchdog has not run out. */
  live(): readonly Entry[] {
    const now = performance.now();
    for (const entry of this.entries.values()) {
      if (now - entry.lastHeardMs <= entry.timeoutMs) continue;
      this.entries.delete(entry.id);
      this.timedOut(entry);
    }
    return [...this.entries.values()];
  }

  private freeId(): number {
    for (;;) {
      const id = randomInt(1, 0xffff_ffff);
      if (!this.entries.has(id)) return id;
    }
  }
}

export function sameTriad(a: ConnectionTriad, b: ConnectionTriad): boolean {
  return (
    a.connectionSerial === b.connectionSerial && a.vendorId === b.vendorId && a.originatorSerial === b.originatorSerial
  );
}
