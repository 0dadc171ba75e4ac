/**
 * What a record may be. Fields that are not known are passed over: a later release of the same version may have
 * written them.
 */
import { z } from 'zod';
import { expected, oneOf, truth } from '../../config/schema.js';
import { code, instant, name, sentence, tagName, uuid } from '../json/texts.js';
import { dataSchema, wireValueSchema } from '../value/wire-value-schema.js';
import { envelopeShape } from './envelope-schema.js';
import { outcomeSchema, writeOutcomeSchema } from './outcome-schema.js';
import type { TelemetryRecord } from './record-types.js';

const object = expected('an object');

const notes = () => ({
  timestamp: instant().optional().describe('When the value arrived, where that is not the time of the record'),
  unit: name('a unit').optional().describe('For people'),
});

const goodSchema = z.object({
  quality: z.literal('good'),
  value: wireValueSchema,
  lastValue: z.never(expected('nothing: a good value is "value"')).optional(),
  reason: z.never(expected('nothing: what is good needs no reason')).optional(),
  code: z.never(expected('nothing: what is good needs no code')).optional(),
  ...notes(),
});

const otherSchema = z.object({
  quality: oneOf(['idle', 'stale', 'disconnected', 'bad']),
  value: z.never(expected('nothing: what is not good has a "lastValue" at most')).optional(),
  lastValue: wireValueSchema.optional().describe('The last one known, not to be acted on'),
  reason: sentence('the reason').describe('Why it is not good, in words'),
  code: code().optional().describe('The same for programs'),
  ...notes(),
});

const valuesSchema = z
  .record(
    tagName(),
    z.discriminatedUnion('quality', [goodSchema, otherSchema], {
      error: 'expected an object with a quality: one of "good", "idle", "stale", "disconnected", "bad"',
    }),
    expected('an object by name of the tag'),
  )
  .refine((values) => Object.keys(values).length > 0, { error: 'expected one tag at least' })
  .meta({ minProperties: 1, description: 'By name of the tag. Only a good one has a value' });

const sampleSchema = z.object({ ...envelopeShape(), kind: z.literal('sample'), values: valuesSchema });

const eventSchema = z.object({
  ...envelopeShape(),
  kind: z.literal('event'),
  name: name('the name of an event'),
  message: sentence('the message').optional(),
  data: dataSchema.optional(),
});

const alarmSchema = z.object({
  ...envelopeShape(),
  kind: z.literal('alarm'),
  name: name('the name of an alarm').describe('The same when it comes and when it goes'),
  severity: oneOf(['info', 'warning', 'error', 'critical']),
  active: truth().describe('True when it comes, false when it goes'),
  message: sentence('the message'),
  data: dataSchema.optional(),
});

const healthSchema = z.discriminatedUnion(
  'healthy',
  [
    z.object({
      healthy: z.literal(true),
      reason: z.never(expected('nothing: what is healthy needs no reason')).optional(),
    }),
    z.object({ healthy: z.literal(false), reason: sentence('the reason').describe('Why not, in words') }),
  ],
  expected('{ "healthy": true } or { "healthy": false, "reason": "..." }'),
);

const statusSchema = z.object({
  ...envelopeShape(),
  kind: z.literal('status'),
  state: name('the state of the source'),
  health: healthSchema,
  data: dataSchema.optional().describe('Figures'),
});

const whoSchema = z.object(
  {
    label: name('a label').optional().describe('As the caller names itself'),
    osUser: name('a user').optional(),
    brokerUser: name('a user').optional().describe('As the broker has authenticated it'),
  },
  object,
);

const auditSchema = z.object({
  ...envelopeShape(),
  kind: z.literal('audit'),
  who: whoSchema.describe('All that is known of who asked'),
  via: oneOf(['api', 'cli', 'command']),
  from: sentence('where it came from').optional().describe('Host and process, or queue'),
  commandId: uuid().optional().describe('messageId of the command that asked for it'),
  intentId: uuid()
    .optional()
    .describe('messageId of the record that announced this write as unknown; this one tells what became of it'),
  tag: tagName(),
  value: wireValueSchema.describe('What was to be written'),
  previous: wireValueSchema.optional().describe('What was there before, where that was known and good'),
  result: writeOutcomeSchema,
});

const commandResultSchema = outcomeSchema(
  { ...envelopeShape(), kind: z.literal('commandResult') },
  'What became of a command',
);

export const recordSchema: z.ZodType<TelemetryRecord> = z.discriminatedUnion(
  'kind',
  [sampleSchema, eventSchema, alarmSchema, statusSchema, auditSchema, commandResultSchema],
  expected('an object with a kind: one of "sample", "event", "alarm", "status", "audit", "commandResult"'),
);
