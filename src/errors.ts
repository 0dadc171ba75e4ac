/**
 * What this package throws and emits when something outside the program goes wrong.
 *
 * Programmer mistakes (an unknown assembly or field, overlapping fields) are TypeError or RangeError instead.
 * Every error says what happened and what to check; `code` is stable, the text is not.
 */
import { type CodeOf, type EipErrorCode, ERROR_CODES } from './error-codes.js';

/** One wrong option of an EIP_OPTION_INVALID or EIP_CONFIG_INVALID. */
export interface OptionProblem {
  /** As in `connections[0].output`; in a file with its top-level key, as in `adapter.connections[0].output`. */
  readonly option: string;
  /** The same step by step. */
  readonly path: readonly (string | number)[];
  /** What was found and what is allowed. */
  readonly message: string;
  /** Where it stands, for options that came from a file: line and column count from 1. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The variable of the environment that it came from. */
  readonly variable?: string;
}

/** What became of a write that failed. */
export type WriteOutcome = 'notSent' | 'refused' | 'unknown';

/** Data of an error; each is there only where it applies. */
export interface EipErrorDetails {
  /** The error beneath this one. */
  cause?: unknown;
  /** CIP general status of a refusal (docs/protocol.md, "General status"). */
  generalStatus?: number;
  /** First word of the CIP extended status (docs/protocol.md, "Connection failure"). */
  extendedStatus?: number;
  /** Path of the option, as in `assemblies.command.instance`. */
  option?: string;
  /** Every wrong option, the first one first. */
  problems?: readonly OptionProblem[];
  /** The file that could not be read, or that holds what is wrong. */
  file?: string;
  /** Name of the assembly. */
  assembly?: string;
  /** Name of the layout's field. */
  field?: string;
  /** Name of the tag. */
  tag?: string;
  /** The way from the address to the controller, as in `1/0`. */
  route?: string;
  /**
   * Of what was to be written: `notSent` and `refused`, nothing was changed; `unknown`, it was sent and no reply came,
   * so it may have been carried out.
   */
  outcome?: WriteOutcome;
  /** Of the tag, that a write is beyond: as in `max 100`. */
  limit?: string;
  /** IPv4 address. */
  address?: string;
  port?: number;
  transport?: 'tcp' | 'udp';
  /** Name of the counter in `status().counters` that counts what happened. */
  counter?: string;
  /** How often it happened since it was told last. */
  count?: number;
  /** Name of the broker's queue. */
  queue?: string;
  /** Name of the broker's exchange. */
  exchange?: string;
  /** Of the message that it is about. */
  messageId?: string;
}

/** Base of all errors of this package. */
export class EipError extends Error {
  declare readonly generalStatus?: number;
  declare readonly extendedStatus?: number;
  declare readonly option?: string;
  declare readonly problems?: readonly OptionProblem[];
  declare readonly file?: string;
  declare readonly assembly?: string;
  declare readonly field?: string;
  declare readonly tag?: string;
  declare readonly route?: string;
  declare readonly outcome?: WriteOutcome;
  declare readonly limit?: string;
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly transport?: 'tcp' | 'udp';
  declare readonly counter?: string;
  declare readonly count?: number;
  declare readonly queue?: string;
  declare readonly exchange?: string;
  declare readonly messageId?: string;

  static {
    EipError.prototype.name = 'EipError';
  }

  /** @param what what happened, without a full stop; what to check is added from the table of codes. */
  constructor(
    readonly code: EipErrorCode,
    what: string,
    { cause, ...details }: EipErrorDetails = {},
  ) {
    super(`${what}. ${ERROR_CODES[code].check}.`, cause === undefined ? undefined : { cause });
    Object.assign(this, details);
  }

  /** What to check, without what happened. */
  get check(): string {
    return ERROR_CODES[this.code].check;
  }

  /** For logs: name, message, code and data; the cause by its message. */
  toJSON(): Record<string, unknown> {
    const { name, message, cause } = this;
    const beneath = cause instanceof Error ? { cause: cause.message } : {};
    const json: Record<string, unknown> = { name, message };
    return Object.assign(json, this, beneath);
  }
}

/** No connection, or not any more: ports, addresses, refused or ended connections. */
export class EipConnectionError extends EipError {
  declare readonly code: CodeOf<'connection'>;

  static {
    EipConnectionError.prototype.name = 'EipConnectionError';
  }

  constructor(code: CodeOf<'connection'>, what: string, details?: EipErrorDetails) {
    super(code, what, details);
  }
}

/** A value could not be read. */
export class EipReadError extends EipError {
  declare readonly code: CodeOf<'read'>;

  static {
    EipReadError.prototype.name = 'EipReadError';
  }

  constructor(code: CodeOf<'read'>, what: string, details?: EipErrorDetails) {
    super(code, what, details);
  }
}

/** A value was not written, and what was there before is unchanged; unless `outcome` is `unknown`. */
export class EipWriteError extends EipError {
  declare readonly code: CodeOf<'write'>;

  static {
    EipWriteError.prototype.name = 'EipWriteError';
  }

  constructor(code: CodeOf<'write'>, what: string, details?: EipErrorDetails) {
    super(code, what, details);
  }
}

/** An option is wrong, or the machine is not set up for it. */
export class EipConfigError extends EipError {
  declare readonly code: CodeOf<'config'>;

  static {
    EipConfigError.prototype.name = 'EipConfigError';
  }

  constructor(code: CodeOf<'config'>, what: string, details?: EipErrorDetails) {
    super(code, what, details);
  }
}

/** No answer within the time given. */
export class EipTimeoutError extends EipError {
  declare readonly code: CodeOf<'timeout'>;

  static {
    EipTimeoutError.prototype.name = 'EipTimeoutError';
  }

  constructor(code: CodeOf<'timeout'>, what: string, details?: EipErrorDetails) {
    super(code, what, details);
  }
}

export type { EipErrorCode } from './error-codes.js';
