/** Which assemblies an originator may open together, as the user writes it. */
import type { Assemblies, NameOf } from './assembly-options.js';

/**
 * An instance number without an assembly, for the direction in which no data goes: packets that only keep the connection
 * alive.
 */
export interface Heartbeat {
  /** 1-65,535, no assembly's. Usual: 152 for input only, 153 for listen only. */
  readonly heartbeat: number;
}

/**
 * What is around the data in a packet:
 * - `modeless`: nothing
 * - `header32`: a 32-bit header that says run or idle
 * - `zeroLength`: nothing, and a packet without data says idle
 * - `heartbeat`: no data at all
 */
export type RealtimeFormat = 'modeless' | 'header32' | 'zeroLength' | 'heartbeat';

/** Sizes that an originator may open with, from the least up to the assembly's. */
export interface SizeRange {
  /** Bytes of data, 0 up to the assembly's size. */
  readonly least: number;
}

interface CommonOptions<A extends Assemblies> {
  /** Without it only a Forward Open that names no configuration assembly matches. */
  readonly config?: NameOf<A, 'config'>;
}

/** One originator at a time: it owns the output. */
export interface ExclusiveOwnerOptions<A extends Assemblies = Assemblies> extends CommonOptions<A> {
  readonly type: 'exclusiveOwner';
  readonly output: NameOf<A, 'output'>;
  readonly input: NameOf<A, 'input'> | Heartbeat;
  /** O->T. Default `header32`. */
  readonly outputFormat?: 'modeless' | 'header32' | 'zeroLength';
  /** T->O. Default `modeless`; without an input assembly `heartbeat`, and nothing else. */
  readonly inputFormat?: RealtimeFormat;
  /** Default: the assembly's size alone. */
  readonly outputSizes?: SizeRange;
  readonly inputSizes?: SizeRange;
}

/**
 * Any number of originators that get the input and own nothing. `inputOnly` stands alone; `listenOnly` opens only while
 * another connection to the same input is open, and ends with the last one.
 */
export interface ListenerOptions<A extends Assemblies = Assemblies> extends CommonOptions<A> {
  readonly type: 'inputOnly' | 'listenOnly';
  /** Default `{ heartbeat: 152 }` for input only, `{ heartbeat: 153 }` for listen only. */
  readonly output?: Heartbeat;
  readonly input: NameOf<A, 'input'>;
  /** O->T. Default `heartbeat`; `header32` for an originator that sends a run/idle header, although no data. */
  readonly outputFormat?: 'heartbeat' | 'header32';
  /** T->O. Default `modeless`. */
  readonly inputFormat?: 'modeless' | 'header32' | 'zeroLength';
  /** Default: the assembly's size alone. */
  readonly inputSizes?: SizeRange;
  /** Connections of this kind at once, 1-4,096. Default: as many as `limits.ioConnections`. */
  readonly most?: number;
}

/** A combination of assemblies that an originator may open together, by their names. */
export type ConnectionOptions<A extends Assemblies = Assemblies> = ExclusiveOwnerOptions<A> | ListenerOptions<A>;
