/** The options of a consumer: complete, in range. */
import { z } from 'zod';
import { examined, pathText } from '../config/refusal.js';
import { expected, number, oneOf, options, truth, whole } from '../config/schema.js';
import type { ConsumeOptions, DeadLetter } from './consume-types.js';
import { ConsumerConfigurationError } from './errors.js';
import { brokerName, routingKey } from './queue-schema.js';
import { totalBackOff } from './retry-schedule.js';

/** The broker closes the channel of a message that was not acknowledged for 30 minutes. */
const MOST_HELD_MS = 900_000;

const deadLetter = z.union(
  [
    options({ queue: brokerName('the name of a queue') }),
    options({ exchange: brokerName('the name of an exchange'), routingKey: routingKey().optional() }),
    z.literal('broker'),
  ],
  { error: () => 'expected { queue }, { exchange, routingKey } or "broker"' },
);

const retry = options({
  maxAttempts: whole(1, 1_000).default(5),
  delayMs: whole(0, 600_000).default(1_000),
  factor: number(1, 10).default(2),
  maxDelayMs: whole(0, 600_000).default(60_000),
  retryable: z
    .custom<(error: unknown) => boolean>((given) => typeof given === 'function', expected('a function'))
    .optional(),
}).superRefine((rule, context) => {
  const total = totalBackOff(rule, rule.maxAttempts);
  if (total <= MOST_HELD_MS) return;
  const message = `all pauses together are ${total} ms, at most ${MOST_HELD_MS}: the message is held meanwhile, and the broker does not wait longer than 30 minutes`;
  context.addIssue({ code: 'custom', path: ['maxAttempts'], message });
});

export const consumeSchema = options({
  prefetch: whole(1, 0xffff).optional(),
  concurrency: whole(1, 10_000).default(1),
  retry: retry.prefault(() => ({})),
  deadLetter: deadLetter.optional(),
  parse: truth().default(true),
  requireMessageId: truth().default(false),
  maxDeliveries: whole(1, 1_000_000).default(20),
  exclusive: truth().default(false),
  singleActiveConsumer: truth().default(false),
  offset: z
    .union([oneOf(['first', 'last', 'next']), whole(0, Number.MAX_SAFE_INTEGER)], {
      error: () => 'expected "first", "last", "next" or an offset from 0 on',
    })
    .optional(),
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
});

export type ConsumeRules = Omit<z.output<typeof consumeSchema>, 'deadLetter'> & {
  readonly deadLetter?: DeadLetter | undefined;
};

/** @throws ConsumerConfigurationError */
export function consumeRules(given: ConsumeOptions | undefined): ConsumeRules {
  const { data, complaints } = examined(consumeSchema, given ?? {});
  if (complaints === undefined) return data as ConsumeRules;
  const problems = complaints.map(({ path, message }) => ({ option: pathText(path), path, message }));
  const lines = problems.map(({ option, message }) => `${option}: ${message}`);
  throw new ConsumerConfigurationError(`Wrong options of a consumer: ${lines.join('; ')}`, { problems });
}
