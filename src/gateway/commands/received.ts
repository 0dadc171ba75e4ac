/** A message of the queue as a command, or what can be read of it. */
import { createHash } from 'node:crypto';
import type { EipError } from '../../errors.js';
import type { ReceivedMessage } from '../../rabbitmq/consume-types.js';
import type { AnsweredCommand } from '../../telemetry/command/answer.js';
import { parseCommand } from '../../telemetry/command/command.js';
import type { Command } from '../../telemetry/command/command-types.js';
import { correlation, name, queueName, uuid } from '../../telemetry/json/texts.js';

export type Received =
  | { readonly command: Command; readonly digest: string }
  | {
      readonly command?: undefined;
      readonly error: EipError;
      /** Undefined: nobody can be answered. */
      readonly answer: { readonly to: string; readonly about: AnsweredCommand } | undefined;
    };

/** Checking longer ones that are hostile would hold up the process, and with it cyclic data, for a second and more. */
export const MOST_COMMAND_BYTES = 131_072;

export function receivedCommand({ content }: Pick<ReceivedMessage, 'content'>): Received {
  try {
    const command = parseCommand(content, { maxBytes: MOST_COMMAND_BYTES });
    return { command, digest: digestOf(command) };
  } catch (error) {
    return { error: error as EipError, answer: readable(content) };
  }
}

/** Of all that it asks for: where the answer goes may differ. */
function digestOf({ replyTo: _, ...asked }: Command): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64');
}

const schemas = { messageId: uuid(), replyTo: queueName(), source: name('a source'), correlationId: correlation() };

/** What an answer needs, of a message that is no command. */
function readable(content: Buffer) {
  const fields = fieldsOf(content);
  const field = (key: keyof typeof schemas) => schemas[key].safeParse(fields[key]).data;
  const [messageId, to, correlationId] = [field('messageId'), field('replyTo'), field('correlationId')];
  if (messageId === undefined || to === undefined) return undefined;
  const about = { messageId, source: field('source') ?? 'unknown', idempotent: false };
  return { to, about: correlationId === undefined ? about : { ...about, correlationId } };
}

/** Of what is read for the sake of an answer only. */
const MOST_READ_BYTES = 1_048_576;

function fieldsOf(content: Buffer): Readonly<Record<string, unknown>> {
  if (content.length > MOST_READ_BYTES) return {};
  try {
    const fields: unknown = JSON.parse(content.toString('utf8'));
    return typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
