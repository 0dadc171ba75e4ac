/** Types, ranges and defaults of the section `telemetry`. No sink's library is needed for it. */
import { z } from 'zod';
import { expected, options, truth, whole } from '../config/schema.js';
import { isTemplate, ROUTING_FIELDS } from './sinks/routing-key.js';
import { configSpoolSchema } from './spool/options.js';

const place = (what: string) => {
  const wanted = expected(`the name of ${what}: 1 to 255 bytes`);
  return z
    .string(wanted)
    .min(1, wanted)
    .refine((name) => Buffer.byteLength(name) <= 255, wanted);
};

const template = expected(
  `words of letters, digits, "_" and "-" with dots between, and the fields ${ROUTING_FIELDS.map((field) => `{${field}}`).join(', ')}`,
);

export const rabbitSinkSchema = options({
  exchange: place('an exchange').optional().describe('Exchange that takes the records; this or queue'),
  queue: place('a queue').optional().describe('Queue that takes the records; this or exchange'),
  routingKey: z
    .string(template)
    .refine(isTemplate, template)
    .default('{site}.{source}.{group}.{kind}')
    .describe('Routing key for the exchange: words with dots between, fields of the record in braces'),
  mandatory: truth().default(true).describe('A record that reaches no queue counts as not taken'),
  persistent: truth().default(true).describe('Records survive a restart of the broker, in a durable queue'),
  timeoutMs: whole(1, 600_000).default(10_000).describe('From a write to the confirm of each of its records'),
}).refine(({ exchange, queue }) => (exchange === undefined) !== (queue === undefined), {
  error: 'expected either "exchange" or "queue"',
});

export const telemetrySchema = options({
  spool: configSpoolSchema.optional().describe('Records on disk until a sink has them'),
  sinks: options({
    rabbitmq: rabbitSinkSchema.optional().describe('Records to RabbitMQ; the section rabbitmq says where that is'),
  })
    .default({})
    .describe('Where records go'),
});

/** As a program gives it. */
export type RabbitSinkConfig = z.input<typeof rabbitSinkSchema>;

/** Complete. */
export type RabbitSinkSettings = z.output<typeof rabbitSinkSchema>;
