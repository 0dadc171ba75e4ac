/**
 * The section `gateway`: from machines to sinks, and back.
 *
 * - sources.ts, groups.ts: where records come from
 * - delivery.ts: how they leave
 * - commands.ts: what may be asked of machines
 */
import { z } from 'zod';
import { named } from '../../config/named.js';
import { expected, options, truth, whole } from '../../config/schema.js';
import { commandsSchema } from './commands.js';
import { deliverySchema } from './delivery.js';
import { sourceForm, sourceSchema } from './sources.js';

const folder = expected('the path of a folder');

const httpSchema = options({
  enabled: truth().default(true).describe('Whether there is such a server'),
  host: z
    .string(expected('an address of this machine'))
    .min(1)
    .default('127.0.0.1')
    .describe('Address that it listens on'),
  port: whole(0, 0xffff).default(9_464).describe('TCP port; 0: any'),
});

const auditSchema = options({
  folder: z.string(folder).min(1, folder).optional().meta({
    description: 'Where other processes of this machine leave their audit records for this one',
    defaultText: 'audit, beside the spool',
  }),
});

const shape = {
  spool: truth()
    .default(true)
    .describe(
      'Whether records are on disk (telemetry.spool) until a sink has them; false: in memory, and lost with it',
    ),
  commands: commandsSchema.optional().describe('What may be asked of machines; without it nothing'),
  delivery: named('sink', deliverySchema, 'sinks by their names')
    .default({})
    .describe('How records leave, by name of the sink'),
  http: httpSchema.prefault({}).describe('Health and metrics over HTTP'),
  audit: auditSchema.prefault({}).describe('Audit records of other processes'),
  stopMs: whole(0, 600_000).default(10_000).describe('For ending: what is not delivered by then stays in the spool'),
};

export const gatewaySchema = options({
  sources: named('source', sourceSchema, 'sources by their names').prefault({}).describe('Where records come from'),
  ...shape,
});

/** As a person writes it, for editors and variables. */
export const gatewayForm = options({
  sources: named('source', sourceForm, 'sources by their names').prefault({}).describe('Where records come from'),
  ...shape,
});

/** As a program writes it. */
export type GatewayConfig = z.input<typeof gatewaySchema>;

/** Complete. */
export type GatewaySettings = z.output<typeof gatewaySchema>;
export type HttpSettings = z.output<typeof httpSchema>;
