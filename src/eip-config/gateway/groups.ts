/** What of a source becomes records, and how often. */
import { z } from 'zod';
import { expected, number, oneOf, options, whole } from '../../config/schema.js';

const MOST_MS = 3_600_000;
const DAY_MS = 86_400_000;

const tagNames = expected('a list of names of tags');
const tags = () => z.array(z.string(tagNames).min(1, tagNames), tagNames).min(1, tagNames).max(100_000, tagNames);

const batchSchema = options({
  maxValues: whole(1, 10_000).default(1_000).describe('Values that a record has at most'),
  maxMs: whole(0, 60_000).default(0).describe('How long the first value of a record waits for others; 0: for none'),
});

const common = {
  priority: oneOf(['alarm', 'normal'])
    .default('normal')
    .describe('Which records go first while a backlog is worked off'),
  batch: batchSchema.prefault({}).describe('Values that go together in one record'),
  history: whole(1, 100_000)
    .default(10_000)
    .describe('Values that may wait for the spool; what finds no room is lost, and counted as an overrun'),
};

const deadband = number(0, Number.MAX_VALUE).default(0).describe('Of tags that have none of their own: absolute');

/** Tags of a controller that are read together. */
export const readGroupSchema = options({
  tags: tags().optional().meta({ description: 'Names of the tags', defaultText: 'those whose entry names this group' }),
  rateMs: whole(1, MOST_MS).describe('From one cycle to the next'),
  report: oneOf(['change', 'cycle']).default('change').describe('Values that are others, or those of each cycle'),
  deadband,
  staleMs: whole(1, DAY_MS)
    .optional()
    .meta({ description: 'Age at which a value is stale', defaultText: 'three cycles, at least 1,000' }),
  ...common,
});

/** Fields of an assembly that the PLC writes. */
export const outputGroupSchema = options({
  assembly: z.string(expected('the name of an output assembly')).describe('The output assembly'),
  tags: tags()
    .optional()
    .meta({ description: 'Names of the tags', defaultText: 'every tag, or field, of the assembly' }),
  report: oneOf(['change', 'packet', 'interval'])
    .default('change')
    .describe('Values that are others, those of each packet with new data, or the latest at an interval'),
  rateMs: whole(1, MOST_MS).optional().meta({ description: 'With "interval": its length', defaultText: '1,000' }),
  deadband,
  ...common,
});

export type ReadGroup = z.output<typeof readGroupSchema>;
export type OutputGroup = z.output<typeof outputGroupSchema>;
