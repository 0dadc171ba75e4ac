/**
 * The record: what a machine told, as it travels and is kept. A record is plain JSON; what is in memory is what is sent.
 *
 * docs/records.md tells the rules; record-schema.ts checks them; schemas/ has them for other languages.
 */
import type { WireStructure, WireValue } from '../value/wire-value.js';

/** Version of records, commands and answers: of what their fields mean. */
export const SCHEMA_VERSION = 1;

export type RecordKind = 'sample' | 'event' | 'alarm' | 'status' | 'audit' | 'commandResult';

/** Which service: the section `app` of the configuration. */
export interface RecordApp {
  readonly name: string;
  readonly version?: string | undefined;
  readonly site?: string | undefined;
  readonly instance: string;
}

/** What every record has. */
export interface RecordEnvelope {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** UUID, the same each time that the record is sent: a second one of the same id is the same record. */
  readonly messageId: string;
  /** UTC with milliseconds: when it was so, by the clock of the machine that says it. */
  readonly timestamp: string;
  /** The PLC, client or adapter that it is about, by its name in the configuration. */
  readonly source: string;
  /** Part of a source: what is read together, or an assembly. */
  readonly group?: string | undefined;
  readonly app: RecordApp;
  /** Ties together what belongs to one piece of work. */
  readonly correlationId?: string | undefined;
}

/** Values of tags, taken at one time. */
export interface SampleRecord extends RecordEnvelope {
  readonly kind: 'sample';
  /** By name of the tag; one at least. */
  readonly values: Readonly<Record<string, SampleValue>>;
}

/** One tag of a sample. Only a good one has a `value`. */
export type SampleValue = GoodValue | OtherValue;

export interface GoodValue extends SampleValueNotes {
  readonly quality: 'good';
  readonly value: WireValue;
  readonly lastValue?: undefined;
  readonly reason?: undefined;
  readonly code?: undefined;
}

/** As in `TagResult`: `idle`, `stale`, `disconnected` or `bad`. */
export interface OtherValue extends SampleValueNotes {
  readonly quality: 'idle' | 'stale' | 'disconnected' | 'bad';
  /** The last one known, not to be acted on. */
  readonly lastValue?: WireValue | undefined;
  /** Why it is not good, in words. */
  readonly reason: string;
  /** The same for programs: that of an EipError. */
  readonly code?: string | undefined;
  readonly value?: undefined;
}

export interface SampleValueNotes {
  /** When the value arrived, where that is not the time of the record. */
  readonly timestamp?: string | undefined;
  /** For people: `m/s`. */
  readonly unit?: string | undefined;
}

/** Something that happened once: a connection opened, a program was downloaded. */
export interface EventRecord extends RecordEnvelope {
  readonly kind: 'event';
  /** `connected`, `programChanged`. */
  readonly name: string;
  readonly message?: string | undefined;
  readonly data?: WireStructure | undefined;
}

/** Something that is so until it is over, and that somebody should see. */
export interface AlarmRecord extends RecordEnvelope {
  readonly kind: 'alarm';
  /** Which: the same when it comes and when it goes. */
  readonly name: string;
  readonly severity: 'info' | 'warning' | 'error' | 'critical';
  /** True when it comes, false when it goes. */
  readonly active: boolean;
  readonly message: string;
  readonly data?: WireStructure | undefined;
}

/** How a source is. */
export interface StatusRecord extends RecordEnvelope {
  readonly kind: 'status';
  /** As the source names it: `connected`, `reconnecting`. */
  readonly state: string;
  readonly health: RecordHealth;
  /** Figures. */
  readonly data?: WireStructure | undefined;
}

export type RecordHealth =
  | { readonly healthy: true; readonly reason?: undefined }
  | {
      readonly healthy: false;
      /** Why not, in words. */
      readonly reason: string;
    };

/** A write to a machine: who, from where, what, and what became of it. */
export interface AuditRecord extends RecordEnvelope {
  readonly kind: 'audit';
  readonly who: AuditWho;
  readonly via: 'api' | 'cli' | 'command';
  /** From where, in words: host and process, or queue. */
  readonly from?: string | undefined;
  /** The command that asked for it. */
  readonly commandId?: string | undefined;
  /** `messageId` of the record that announced this write as `unknown`: this one tells what became of it. */
  readonly intentId?: string | undefined;
  readonly tag: string;
  /** What was to be written. */
  readonly value: WireValue;
  /** What was there before, where that was known and good. */
  readonly previous?: WireValue | undefined;
  readonly result: WriteOutcomeEntry;
}

/** All that is known; `{}` where nothing is. */
export interface AuditWho {
  /** As the caller names itself. */
  readonly label?: string | undefined;
  readonly osUser?: string | undefined;
  /** As the broker has authenticated it. */
  readonly brokerUser?: string | undefined;
}

/** What became of a command, kept beside the answer. */
export type CommandResultRecord = RecordEnvelope & { readonly kind: 'commandResult' } & CommandOutcome;

/** What became of one write. */
export type WriteOutcomeEntry =
  | { readonly status: 'ok'; readonly code?: undefined; readonly reason?: undefined }
  | {
      readonly status: NotOk;
      /** For programs: `EIP_WRITE_REFUSED`. */
      readonly code: string;
      /** In words: what happened, and what to check. */
      readonly reason: string;
    };

/**
 * - `failed`: tried and not carried out
 * - `refused`: not tried, by a rule
 * - `expired`: not tried, its deadline was over
 * - `unknown`: it may have been carried out; nobody knows
 */
export type NotOk = 'failed' | 'refused' | 'expired' | 'unknown';

/** What became of a command as a whole, and of each write. */
export type CommandOutcome = CommandDone | CommandNotDone;

export interface CommandDone extends CommandReference {
  readonly status: 'ok';
  readonly retryable: false;
  readonly fallbackRequired: false;
  readonly code?: undefined;
  readonly reason?: undefined;
}

export interface CommandNotDone extends CommandReference {
  readonly status: NotOk;
  /** For programs: `EIP_WRITE_REFUSED`, `SOURCE_DOWN`. */
  readonly code: string;
  /** In words: what happened, and what to check. */
  readonly reason: string;
  /** The same command, with a new id and deadline, may succeed, and does no harm. */
  readonly retryable: boolean;
  /** Whoever asked has to do now what it does without an answer. */
  readonly fallbackRequired: boolean;
}

export interface CommandReference {
  /** `messageId` of the command. */
  readonly commandId: string;
  /** By name of the tag, where more is to be told than of the whole. */
  readonly results?: Readonly<Record<string, WriteOutcomeEntry>> | undefined;
}

export type TelemetryRecord =
  | SampleRecord
  | EventRecord
  | AlarmRecord
  | StatusRecord
  | AuditRecord
  | CommandResultRecord;

/** The record of a kind. */
export type RecordOf<K extends RecordKind> = Extract<TelemetryRecord, { readonly kind: K }>;
