import type { Quality } from '../../eip-client.js';
import type { Adapter } from '../adapter.js';
import type { ReceivedAssembly } from '../received-assembly.js';
import type { ConnectionStatus } from '../status.js';
import { nowUs } from './wall-clock.js';

/** One whole value of an output assembly. */
export interface Arrival {
  /** Good until the next look. */
  readonly view: DataView;
  /** Bytes of it that the originator sends. */
  readonly length: number;
  /** In microseconds of the monotonic clock. */
  readonly receivedUs: number;
}

/** Why a value is not to be acted on. */
export interface Trouble {
  readonly quality: Exclude<Quality, 'good' | 'bad'>;
  /** In words. */
  readonly reason: string;
}

/** What an output assembly holds at one moment, and what that is worth. `source` is the open connection it came by. */
export type Sighting =
  | { readonly quality: 'good'; readonly last: Arrival; readonly source: ConnectionStatus }
  | (Trouble & { readonly last: Arrival | undefined; readonly source: ConnectionStatus | undefined });

export const NOT_RUNNING = 'the adapter does not run';

export function noOriginatorAt(assembly: string): string {
  return `no originator is connected to "${assembly}"`;
}

/** An output assembly of an adapter, with what feeds it. */
export class Feed {
  constructor(
    private readonly adapter: Adapter,
    private readonly assembly: ReceivedAssembly,
    /** Undefined: half of the connection's own time. */
    private readonly staleMs: number | undefined,
  ) {}

  /**
   * The connections are looked at before the value: a figure says that a packet came only after the value of that packet
   * is in place. So a value that an earlier connection left behind is never taken for one of the connection now.
   */
  look(): Sighting {
    const feeding = this.adapter.feeding(this.assembly.name);
    const image = this.assembly.look();
    if (image === undefined) return disconnected(NOT_RUNNING, undefined);
    const { slot, receivedUs, length, view, run, connections } = image;
    const source = feeding.find((one) => one.slot === slot && one.figures.lastReceivedUs !== 0);
    const last = length === 0 ? undefined : { view, length, receivedUs };
    if (source === undefined || connections === 0) {
      return disconnected(this.notFed(feeding, slot === -1 && last !== undefined), last);
    }
    const trouble = this.troubleOf(source, run);
    if (trouble !== undefined) return { ...trouble, last, source };
    if (last !== undefined) return { quality: 'good', last, source };
    return disconnected(`${source.originator.address} sends no data to "${this.assembly.name}"`, undefined);
  }

  private notFed([first]: readonly ConnectionStatus[], isExplicit: boolean): string {
    const { name } = this.assembly;
    if (first === undefined) return noOriginatorAt(name);
    const { address } = first.originator;
    if (isExplicit) return `"${name}" was written by an explicit message, not by ${address}, which is connected to it`;
    return `${address} is connected to "${name}", and nothing has come from it yet`;
  }

  /** @param dataIsOfRun the value told last came with run: not so with an idle one, whatever the header said since */
  private troubleOf(source: ConnectionStatus, dataIsOfRun: boolean): Trouble | undefined {
    const { address } = source.originator;
    // Null: a format of O->T data that does not tell.
    if (source.run === false) return { quality: 'idle', reason: `${address} says idle` };
    if (!dataIsOfRun) return { quality: 'idle', reason: `${address} has sent no new data since it said run` };
    const ageMs = packetAgeMs(source);
    const limitMs = this.staleMs ?? source.timeoutMs / 2;
    if (ageMs <= limitMs) return undefined;
    return { quality: 'stale', reason: `no packet from ${address} for ${Math.floor(ageMs)} ms, limit ${limitMs} ms` };
  }
}

/** Since the last packet: one that repeats the value confirms it. */
export function packetAgeMs({ figures }: ConnectionStatus): number {
  return Math.max(0, nowUs() - (figures.lastReceivedUs ?? 0)) / 1000;
}

function disconnected(reason: string, last: Arrival | undefined): Sighting {
  return { quality: 'disconnected', reason, last, source: undefined };
}
