/** Writes between their intents and their outcomes. */
import type { TagValue, WriteResult } from '../../eip-client.js';
import type { EipWriteError } from '../../errors.js';
import type { LogTarget } from '../../logging/logger.js';
import type { AuditWho, RecordApp, WriteOutcomeEntry } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import { decodeValue, encodeValue } from '../../telemetry/value/codec.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import { fromHere, osUser } from './caller.js';
import { failedOutcome, writeOutcome } from './outcome.js';
import { AuditTrail } from './trail.js';

export interface AuditedOptions {
  /** Resolved once a record is durable: `gateway.emit`. */
  readonly emit: EmitRecord;
  readonly app: RecordApp;
  /** The PLC that is written, by its name in the configuration. */
  readonly source: string;
  /** Who writes; the user of this process is added. Default: that alone. */
  readonly who?: AuditWho | undefined;
  /** From where, in words. Default: this process and host. */
  readonly from?: string | undefined;
  /** The last good value of a tag, for `previous`. Default: that of a target, of a client none. */
  readonly lastGood?: ((tag: string) => WireValue | undefined) | undefined;
  /** Is told of records that could not be kept. */
  readonly logger: LogTarget;
}

type Values = readonly (readonly [tag: string, value: TagValue])[];

export class AuditedWrites {
  private readonly trail: AuditTrail;
  private readonly lastGood: (tag: string) => WireValue | undefined;

  constructor({ who = {}, from = fromHere(), lastGood = () => undefined, ...options }: AuditedOptions) {
    this.trail = new AuditTrail({ ...options, who: { ...who, osUser: who.osUser ?? osUser() }, from, via: 'api' });
    this.lastGood = lastGood;
  }

  /** @throws what `send` throws; EipWriteError EIP_AUDIT_UNAVAILABLE, EIP_AUDIT_INCOMPLETE; the signal's reason */
  async one(
    tag: string,
    value: TagValue,
    signal: AbortSignal | undefined,
    send: (value: TagValue) => Promise<void>,
  ): Promise<void> {
    const copy = copyOf(value);
    const begun = await this.begin([[tag, copy]], signal);
    try {
      await send(copy);
    } catch (error) {
      await begun.end([failedOutcome(error)]);
      throw error;
    }
    const [problem] = await begun.end([{ status: 'ok' }]);
    if (problem !== undefined) throw problem;
  }

  /** @throws as `one`; what was carried out and not kept is EIP_AUDIT_INCOMPLETE in its result */
  async several(
    given: Values,
    signal: AbortSignal | undefined,
    send: (values: Record<string, TagValue>) => Promise<Record<string, WriteResult>>,
  ): Promise<Record<string, WriteResult>> {
    const values = given.map(([tag, value]) => [tag, copyOf(value)] as const);
    const begun = await this.begin(values, signal);
    const endAll = (outcome: (tag: string) => WriteOutcomeEntry | undefined) =>
      begun.end(values.map(([tag]) => outcome(tag) as WriteOutcomeEntry));
    let results: Record<string, WriteResult>;
    try {
      results = await send(Object.fromEntries(values));
    } catch (error) {
      await endAll(() => failedOutcome(error));
      throw error;
    }
    const resultOf = (tag: string) => (Object.hasOwn(results, tag) ? results[tag] : undefined);
    const problems = await endAll((tag) => {
      const result = resultOf(tag);
      return result && writeOutcome(result);
    });
    return withProblems(results, values, problems);
  }

  private begin(values: Values, signal: AbortSignal | undefined) {
    const writes = values.map(([tag, value]) => ({ tag, value, previous: this.previous(tag) }));
    return this.trail.begin(writes, { signal });
  }

  private previous(tag: string): WireValue | undefined {
    try {
      return this.lastGood(tag);
    } catch {
      return undefined;
    }
  }
}

/** What the caller changes afterwards is neither written nor in the record. What has no exact form is refused anyway. */
function copyOf(value: TagValue): TagValue {
  try {
    return decodeValue(encodeValue(value));
  } catch {
    return value;
  }
}

function withProblems(
  results: Record<string, WriteResult>,
  values: Values,
  problems: readonly (EipWriteError | undefined)[],
): Record<string, WriteResult> {
  const changed = values.flatMap(([tag], i): [string, WriteResult][] => {
    const error = problems[i];
    return error !== undefined && results[tag]?.ok === true ? [[tag, { ok: false, error }]] : [];
  });
  return changed.length === 0 ? results : { ...results, ...Object.fromEntries(changed) };
}
