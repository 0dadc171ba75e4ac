/** The schema of a spool's options. */
import { z } from 'zod';
import { named } from '../../config/named.js';
import { type Complain, parsed, refuseComplaints } from '../../config/refusal.js';
import { expected, oneOf, options, whole } from '../../config/schema.js';
import { PRIORITIES } from './priorities.js';

const KIB = 1_024;
const MIB = KIB * KIB;
const MOST_BYTES = 16 * MIB * MIB;
const DAY_MS = 86_400_000;
/** LMDB gets room for that many key spaces. */
export const MOST_SINKS = 32;
const SINK_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const bounds = {
  maxBytes: whole(KIB, MOST_BYTES).describe('Most bytes that are kept'),
  maxAgeMs: whole(1, 3_650 * DAY_MS)
    .optional()
    .describe('What is older is dropped; default: no entry is too old'),
  whenFull: oneOf(['dropOldest', 'dropNewest', 'block']).describe('What makes room when there is none'),
  blockMs: whole(0, DAY_MS).default(10_000).describe('With "block", how long an entry waits for room'),
};

export const boundsSchema = options({
  ...bounds,
  maxBytes: bounds.maxBytes.default(64 * MIB),
  whenFull: bounds.whenFull.default('block'),
});

const priorities = Object.fromEntries(
  PRIORITIES.map((name) => [name, boundsSchema.optional().describe(`Own bounds for "${name}"`)]),
) as Record<(typeof PRIORITIES)[number], z.ZodOptional<typeof boundsSchema>>;

export const sinkSchema = options({
  ...bounds,
  maxBytes: bounds.maxBytes.default(256 * MIB),
  whenFull: bounds.whenFull.default('dropOldest'),
  replayPerSecond: whole(1, 1_000_000).optional().describe('Most entries a second while a backlog is worked off'),
  replayAfterMs: whole(1, DAY_MS).default(1_000).describe('From which age on an entry belongs to a backlog'),
  priorities: options({
    ...priorities,
    audit: boundsSchema.prefault({}).describe('Own bounds for "audit", which are always there'),
  })
    .prefault({})
    .describe('Priorities that have bounds of their own'),
});

export const spoolSchema = options({
  folder: z
    .string(expected('the path of a folder'))
    .min(1, expected('the path of a folder'))
    .describe('Where it is kept'),
  durability: oneOf(['process', 'power'])
    .default('process')
    .describe('What an accepted entry survives: the end of the process, or that of the power too'),
  maxEntryBytes: whole(64, 64 * MIB)
    .default(MIB)
    .describe('Longest body of an entry'),
  sinks: named('sink', sinkSchema, 'sinks by their names').describe('Each sink by its name'),
});

/** As it stands in a configuration: a sink that is not named has the defaults. */
export const configSpoolSchema = spoolSchema
  .extend({ sinks: spoolSchema.shape.sinks.default({}).describe('Bounds of each sink, by its name') })
  .superRefine((settings, context) => {
    checkSinks(settings, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
  });

/** Complete. */
export type SpoolSettings = z.output<typeof spoolSchema>;
export type SinkSettings = z.output<typeof sinkSchema>;
export type Bounds = z.output<typeof boundsSchema>;

/** @throws EipConfigError EIP_OPTION_INVALID */
export function spoolSettings(given: unknown): SpoolSettings {
  const settings = parsed('spool', spoolSchema, given);
  refuseComplaints('spool', (complain) => {
    if (Object.keys(settings.sinks).length === 0) complain(['sinks'], 'expected at least one sink');
    checkSinks(settings, complain);
  });
  return settings;
}

function checkSinks({ sinks, maxEntryBytes }: SpoolSettings, complain: Complain): void {
  const names = Object.keys(sinks);
  if (names.length > MOST_SINKS) complain(['sinks'], `expected at most ${MOST_SINKS} sinks, got ${names.length}`);
  for (const name of names) {
    if (!SINK_NAME.test(name)) {
      complain(['sinks', name], 'expected a name of at most 64 letters, digits, ".", "_" or "-"');
    }
    for (const [path, { maxBytes }] of boundsOf(sinks[name] as SinkSettings)) {
      if (maxBytes < maxEntryBytes) {
        complain(
          ['sinks', name, ...path, 'maxBytes'],
          `expected at least maxEntryBytes (${maxEntryBytes}), got ${maxBytes}`,
        );
      }
    }
  }
}

function boundsOf(sink: SinkSettings): [path: string[], bounds: Bounds][] {
  const own = Object.entries(sink.priorities).flatMap(([name, bounds]): [string[], Bounds][] =>
    bounds === undefined ? [] : [[['priorities', name], bounds]],
  );
  return [[[], sink], ...own];
}
