/** Commands given and read. */
import { expected, whole } from '../../config/schema.js';
import type { TagValue } from '../../eip-client.js';
import { encodeMessage } from '../json/encode.js';
import { type ParseOptions, parseMessage } from '../json/parse.js';
import { checked, invalid } from '../json/refusal.js';
import { madeFields, type NewMessage, refuseLost } from '../message.js';
import { encodeValue } from '../value/codec.js';
import type { WireValue } from '../value/wire-value.js';
import { commandSchema } from './command-schema.js';
import type { Command } from './command-types.js';

/** A command as a program gives it. */
export interface NewCommand extends NewMessage {
  readonly kind?: 'write';
  /** Whose tags, by its name in the configuration. */
  readonly source: string;
  /** By name of the tag, each value of the type that its tag has: bigint for 64-bit integers. */
  readonly writes: Readonly<Record<string, TagValue>>;
  /** From `timestamp` on; later it is not begun any more. Whole ms, 1-86,400,000. */
  readonly withinMs: number;
  /** Doing it twice does what doing it once does; default false. */
  readonly idempotent?: boolean;
  /** The queue for the answer. */
  readonly replyTo?: string | undefined;
  /** As the caller names itself, for the audit. */
  readonly label?: string | undefined;
}

const withinWanted = expected('whole milliseconds from 1 to 86400000');
const withinSchema = whole(1, 86_400_000);

/** @throws EipError EIP_MESSAGE_INVALID naming every field that is wrong */
export function createCommand({ withinMs, writes, kind = 'write', ...fields }: NewCommand): Command {
  const made = madeFields(fields);
  refuseLost('command', { writes });
  return checked('command', commandSchema, {
    ...fields,
    ...made,
    kind,
    deadline: deadlineOf(made.timestamp, withinMs),
    writes: encodedWrites(writes),
  });
}

/**
 * A command as it was sent, whoever sent it. A field that this version does not know is refused.
 * @param input its text, or the bytes of that
 * @throws EipError EIP_MESSAGE_INVALID naming by path what is wrong, EIP_MESSAGE_TOO_NEW
 */
export function parseCommand(input: string | Uint8Array, options: ParseOptions = {}): Command {
  return parseMessage('command', commandSchema, input, options);
}

/** The bytes to send, in UTF-8. @throws EipError EIP_MESSAGE_INVALID for more than 1 MiB */
export function encodeCommand(command: Command): Buffer {
  return encodeMessage('command', command);
}

function deadlineOf(timestamp: string, withinMs: number): string {
  if (!withinSchema.safeParse(withinMs).success)
    throw invalid('command', [{ path: ['withinMs'], message: withinWanted.error({ input: withinMs }) }]);
  const from = Date.parse(timestamp);
  return Number.isNaN(from) ? timestamp : new Date(from + withinMs).toISOString();
}

function encodedWrites(writes: NewCommand['writes']): Record<string, WireValue> {
  return Object.fromEntries(Object.entries(writes).map(([tag, value]) => [tag, encodedWrite(tag, value)]));
}

function encodedWrite(tag: string, value: TagValue): WireValue {
  try {
    return encodeValue(value);
  } catch (error) {
    throw invalid('command', [{ path: ['writes', tag], message: (error as Error).message }]);
  }
}
