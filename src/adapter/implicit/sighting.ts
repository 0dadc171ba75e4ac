/** What an output assembly holds at one moment, and what that is worth. */
import type { Quality } from '../../eip-client.js';
import type { OutputImage } from '../output-image.js';
import type { ConnectionStatus } from '../status.js';

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

/** `source` is the open connection that the value came by. */
export type Sighting =
  | { readonly quality: 'good'; readonly last: Arrival; readonly source: ConnectionStatus }
  | (Trouble & { readonly last: Arrival | undefined; readonly source: ConnectionStatus | undefined });

/** The image of a value as it was copied. */
export type Copied = Pick<OutputImage, 'view' | 'length' | 'receivedUs' | 'slot' | 'run' | 'lost' | 'connections'>;

export const NOT_RUNNING = 'the adapter does not run';

export function noOriginatorAt(assembly: string): string {
  return `no originator is connected to "${assembly}"`;
}

export function removed(assembly: string): string {
  return `"${assembly}" was removed from the adapter`;
}

/** Says what the value of one output assembly is worth. */
export class Judge {
  constructor(
    private readonly name: string,
    /** Undefined: half of the connection's own time. */
    private readonly staleMs: number | undefined,
  ) {}

  /**
   * @param feeding the open connections to the assembly, as they were before the image was copied: a figure says that a
   * packet came only after the value of that packet is in place. So a value that an earlier connection left behind is
   * never taken for one of the connection now.
   * @param image undefined: the adapter does not run
   */
  judge(feeding: readonly ConnectionStatus[], image: Copied | undefined, nowUs: number): Sighting {
    if (image === undefined) return disconnected(NOT_RUNNING, undefined);
    const { view, length, receivedUs, slot, run, lost, connections } = image;
    const last = length === 0 ? undefined : { view, length, receivedUs };
    const source = feeding.find((one) => one.slot === slot && one.figures.lastReceivedUs !== 0);
    if (source === undefined || lost || connections === 0) {
      return disconnected(this.notFed(feeding, slot === -1 && last !== undefined), last);
    }
    const trouble = this.idle(source, run) ?? this.stale(source, nowUs);
    if (trouble !== undefined) return { ...trouble, last, source };
    if (last !== undefined) return { quality: 'good', last, source };
    return disconnected(`${source.originator.address} sends no data to "${this.name}"`, undefined);
  }

  private notFed([first]: readonly ConnectionStatus[], isExplicit: boolean): string {
    if (first === undefined) return noOriginatorAt(this.name);
    const { address } = first.originator;
    if (isExplicit)
      return `"${this.name}" was written by an explicit message and not by ${address}, which is connected to it`;
    return `${address} is connected to "${this.name}", and nothing has come from it yet`;
  }

  /** @param dataIsOfRun the value told last came with run: not so with an idle one, whatever the header said since */
  private idle({ run, originator }: ConnectionStatus, dataIsOfRun: boolean): Trouble | undefined {
    const { address } = originator;
    // Null: a format of O->T data that does not tell.
    if (run === false) return { quality: 'idle', reason: `${address} says idle` };
    if (dataIsOfRun) return undefined;
    return { quality: 'idle', reason: `${address} has sent no new data since it said run` };
  }

  private stale(source: ConnectionStatus, nowUs: number): Trouble | undefined {
    const ageMs = packetAgeMs(source, nowUs);
    const limitMs = this.staleMs ?? source.timeoutMs / 2;
    if (ageMs <= limitMs) return undefined;
    const { address } = source.originator;
    return { quality: 'stale', reason: `no packet from ${address} for ${Math.floor(ageMs)} ms, limit ${limitMs} ms` };
  }
}

/** Since the last packet: one that repeats the value confirms it. */
export function packetAgeMs({ figures }: ConnectionStatus, nowUs: number): number {
  return Math.max(0, nowUs - (figures.lastReceivedUs ?? 0)) / 1000;
}

export function disconnected(reason: string, last: Arrival | undefined): Sighting {
  return { quality: 'disconnected', reason, last, source: undefined };
}
