/** What may be asked of machines through the broker. */
import { z } from 'zod';
import { named } from '../../config/named.js';
import { expected, oneOf, options, whole } from '../../config/schema.js';

/** What a target may be in, and is not written in unless it is said so. */
export const TARGET_STATES = ['idle', 'badQuality', 'programChanged'] as const;

const name = (what: string) => {
  const wanted = expected(`the name of ${what}: 1 to 255 bytes`);
  return z
    .string(wanted)
    .min(1, wanted)
    .refine((text) => Buffer.byteLength(text) <= 255, wanted);
};

const patternWanted = expected('names of tags, with * for any part');
const patterns = () =>
  z.array(z.string(patternWanted).min(1, patternWanted).max(1_000, patternWanted), patternWanted).max(10_000);

const scalar = z.union([z.boolean(), z.number(), z.string().max(1_000)], expected('true, false, a number or a text'));

const conditionSchema = options({
  source: name('a source')
    .optional()
    .meta({ description: 'Whose tag it is', defaultText: 'the source that is written' }),
  tag: name('a tag').describe('The tag that decides'),
  equals: scalar.optional().describe('The value that it has to have'),
  min: z.number(expected('a number')).optional().describe('The least that it may be'),
  max: z.number(expected('a number')).optional().describe('The most that it may be'),
}).refine(({ equals, min, max }) => equals !== undefined || min !== undefined || max !== undefined, {
  error: 'expected "equals", "min" or "max"',
});

const interlockSchema = options({
  source: name('a source').describe('Whose writes it is about'),
  tags: patterns().min(1, patternWanted).default(['*']).describe('Which of its tags, * for any part'),
  require: conditionSchema.describe('What has to be so'),
  reason: name('a reason').optional().describe('Told when it is not so: why, and what to do'),
});

export const commandsSchema = options({
  queue: name('a queue').describe('Queue that commands come in; one gateway at a time takes them'),
  writable: named('source', patterns(), 'names of tags by source')
    .default({})
    .describe('What commands may write: names of tags by source, * for any part; nothing else'),
  allow: z
    .array(oneOf(TARGET_STATES), expected('a list'))
    .default([])
    .describe('States of a target in which it is written all the same'),
  interlocks: z
    .array(interlockSchema, expected('a list of interlocks'))
    .max(1_000)
    .default([])
    .describe('What has to be so before a write'),
  maxDeadlineMs: whole(1, 86_400_000)
    .default(60_000)
    .describe('A command may be that old or wait that long at most; one that asks for more is refused'),
  writeTimeoutMs: whole(1, 600_000).default(5_000).describe('For the writes of a command'),
  journal: z.string(expected('the path of a folder')).min(1, expected('the path of a folder')).optional().meta({
    description: 'Where it is kept which commands were begun and ended',
    defaultText: 'commands, beside the spool',
  }),
  rememberMs: whole(1_000, 30 * 86_400_000)
    .default(86_400_000)
    .describe('How long a command is known again when it comes a second time'),
});

/** As a person or program gives them. */
export type CommandsOptions = z.input<typeof commandsSchema>;
export type CommandsSettings = z.output<typeof commandsSchema>;
export type InterlockSettings = z.output<typeof interlockSchema>;
