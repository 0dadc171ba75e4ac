/**
 * What a command and an answer may be.
 *
 * A field of a command that is not known is refused: it may be a condition, and a write without its condition is a
 * wrong value. Of an answer it is passed over, as of a record.
 */
import { z } from 'zod';
import { expected, options, truth } from '../../config/schema.js';
import { instant, name, queueName, tagName } from '../json/texts.js';
import { envelopeShape, messageShape } from '../record/envelope-schema.js';
import { outcomeSchema } from '../record/outcome-schema.js';
import { wireValueSchema } from '../value/wire-value-schema.js';
import type { Command, CommandAnswer } from './command-types.js';

const writesSchema = z
  .record(tagName(), wireValueSchema, expected('an object by name of the tag'))
  .refine((writes) => Object.keys(writes).length > 0, { error: 'expected one tag at least' })
  .meta({ minProperties: 1, description: 'What to write, by name of the tag' });

export const commandSchema: z.ZodType<Command> = options({
  ...messageShape(),
  kind: z.literal('write', expected('"write", the one kind there is')),
  deadline: instant().describe('Later than this it is not begun any more'),
  source: name('the name of a source').describe('Whose tags'),
  writes: writesSchema,
  idempotent: truth().default(false).describe('Doing it twice does what doing it once does'),
  replyTo: queueName().optional().describe('The queue for the answer'),
  label: name('a label').optional().describe('As the caller names itself, for the audit'),
});

const { group: _, ...answerShape } = envelopeShape();

export const answerSchema: z.ZodType<CommandAnswer> = outcomeSchema(answerShape, 'The answer to a command');
