/** What became of a write, and of a command. */
import { z } from 'zod';
import { expected, oneOf, truth } from '../../config/schema.js';
import { code, sentence, tagName, uuid } from '../json/texts.js';

const NOT_OK = ['failed', 'refused', 'expired', 'unknown'] as const;
const never = (why: string) => z.never(expected(`nothing: ${why}`)).optional();
const no = (why: string) => z.literal(false, expected(`false: ${why}`));

const statusWanted = expected('one of "ok", "failed", "refused", "expired", "unknown"');

const reason = () => sentence('the reason').describe('In words: what happened, and what to check');
const machineCode = () => code().describe('For programs');

export const writeOutcomeSchema = z.discriminatedUnion(
  'status',
  [
    z.object({
      status: z.literal('ok'),
      code: never('a write that was carried out has no code'),
      reason: never('a write that was carried out has no reason'),
    }),
    z.object({ status: oneOf(NOT_OK), code: machineCode(), reason: reason() }),
  ],
  statusWanted,
);

const reference = () => ({
  commandId: uuid().describe('messageId of the command'),
  results: z
    .record(tagName(), writeOutcomeSchema, expected('an object by name of the tag'))
    .optional()
    .describe('What became of each write, by name of the tag'),
});

/** Fields of an outcome; `fields` stand beside them. */
export function outcomeSchema<S extends z.core.$ZodLooseShape>(fields: S, description: string) {
  const done = z.object({
    ...fields,
    ...reference(),
    status: z.literal('ok'),
    retryable: no('it was carried out'),
    fallbackRequired: no('it was carried out'),
    code: never('a command that was carried out has no code'),
    reason: never('a command that was carried out has no reason'),
  });
  const notDone = z.object({
    ...fields,
    ...reference(),
    status: oneOf(NOT_OK).describe(
      'failed: tried and not carried out; refused: not tried, by a rule; expired: not tried, too late; unknown: it may have been carried out',
    ),
    code: machineCode(),
    reason: reason(),
    retryable: truth().describe('The same command, with a new id and deadline, may succeed, and does no harm'),
    fallbackRequired: truth().describe('Whoever asked has to do now what it does without an answer'),
  });
  return z.discriminatedUnion('status', [done, notDone], statusWanted).describe(description);
}
