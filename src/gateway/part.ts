/** What a gateway is made of, beside its sinks: sources, and whatever else gives records. */
import type { CallOptions, TagResult, TagValue, WriteResult } from '../eip-client.js';
import type { Source } from '../telemetry/source.js';
import type { WireValue } from '../telemetry/value/wire-value.js';
import type { SourceStatus } from './status.js';

/** A source of this package; a service's own need not tell its figures. */
export interface GatewaySource extends Source {
  status(): SourceStatus;
}

/**
 * - `down`: not connected
 * - `idle`: the controller says that its program does not run
 * - `programChanged`: tags in use are gone or others since a download, and nobody has acknowledged it
 */
export type TargetState = 'ready' | 'down' | 'idle' | 'programChanged';

/** Where commands are carried out: a source whose tags can be written. */
export interface CommandTarget {
  /** As the configuration names it. */
  readonly name: string;
  /** Now, without asking anybody. */
  targetState(): {
    readonly state: TargetState /** In words; undefined when ready. */;
    readonly reason: string | undefined;
  };
  /** What the machine calls it: of an alias its tag. A rule holds for a tag, whichever name it is written by. */
  tagOf(name: string): string;
  /** Asks: `badQuality` is found by it, and the previous value. */
  readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>>;
  /** By its guards, limits and scaling. Tags of one call are written in their order. */
  writeTags(values: Readonly<Record<string, TagValue>>, options?: CallOptions): Promise<Record<string, WriteResult>>;
  /** The last good value that was told, as records have it; undefined: none is known. */
  lastGood(tag: string): WireValue | undefined;
  /** Somebody has looked at the program that changed, and the tags are right. */
  acknowledgeProgram(): void;
}
