/** Records, commands and answers of any content, in the form in which they travel; and what somebody else may send. */
import fc from 'fast-check';
import type { TagValue } from '../../src/eip-client.js';
import { encodeValue } from '../../src/telemetry.js';

const control = /[\p{Cc}]/u;
const line = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(most, 12) })
    .filter((text) => !control.test(text) && [...text].length <= most);
const name = line(200);
const tag = line(500).filter((text) => text !== '__proto__');
const member = line(200).filter((text) => text !== '__proto__' && !text.startsWith('$'));
const sentence = fc.string({ minLength: 1, maxLength: 30 });
const uuid = fc.uuid();
const dates = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const instant = dates.map((date) => date.toISOString());
const code = fc.constantFrom('EIP_WRITE_REFUSED', 'SOURCE_DOWN', 'X');

/** Anything that a tag can hold and JSON has a form for. */
export const tagValue: fc.Arbitrary<TagValue> = fc.letrec<{ value: TagValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.boolean(),
    fc.double(),
    fc.integer(),
    fc.constantFrom(-0, 2 ** 53 - 1, 2 ** 53, 2 ** 60, 1e21, -1e300, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string(),
    dates,
    fc.uint8Array({ maxLength: 10 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(member, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const wireValue = tagValue.map(encodeValue);
const optional = { requiredKeys: [] as [] };

const app = fc.record({ name, version: name, site: name, instance: name }, { requiredKeys: ['name', 'instance'] });
const message = { schemaVersion: fc.constant(1 as const), messageId: uuid, timestamp: instant };
const correlation = { correlationId: line(255) };
const envelope = fc
  .tuple(fc.record({ ...message, source: name, app }), fc.record({ ...correlation, group: name }, optional))
  .map(([needed, more]) => ({ ...needed, ...more }));

const notOk = fc.constantFrom('failed', 'refused', 'expired', 'unknown');
const writeOutcome = fc.oneof(fc.constant({ status: 'ok' }), fc.record({ status: notOk, code, reason: sentence }));
const results = fc.record({ results: fc.dictionary(tag, writeOutcome, { maxKeys: 3 }) }, optional);
const outcome = fc
  .tuple(
    fc.oneof(
      fc.constant({ status: 'ok', retryable: false, fallbackRequired: false }),
      fc.record({ status: notOk, code, reason: sentence, retryable: fc.boolean(), fallbackRequired: fc.boolean() }),
    ),
    results,
    uuid,
  )
  .map(([done, more, commandId]) => ({ ...done, ...more, commandId }));

const notes = fc.record({ timestamp: instant, unit: name }, optional);
const sampleValue = fc
  .tuple(
    fc.oneof(
      fc.record({ quality: fc.constant('good'), value: wireValue }),
      fc.record(
        {
          quality: fc.constantFrom('idle', 'stale', 'disconnected', 'bad'),
          reason: sentence,
          lastValue: wireValue,
          code,
        },
        { requiredKeys: ['quality', 'reason'] },
      ),
    ),
    notes,
  )
  .map(([value, more]) => ({ ...value, ...more }));
const data = fc.dictionary(member, wireValue, { maxKeys: 3 });
const kind = <K extends string>(of: K) => ({ kind: fc.constant(of) });

const bodies = fc.oneof(
  fc.record({ ...kind('sample'), values: fc.dictionary(tag, sampleValue, { minKeys: 1, maxKeys: 4 }) }),
  fc.record({ ...kind('event'), name, message: sentence, data }, { requiredKeys: ['kind', 'name'] }),
  fc.record(
    {
      ...kind('alarm'),
      name,
      severity: fc.constantFrom('info', 'warning', 'error', 'critical'),
      active: fc.boolean(),
      message: sentence,
      data,
    },
    { requiredKeys: ['kind', 'name', 'severity', 'active', 'message'] },
  ),
  fc.record(
    {
      ...kind('status'),
      state: name,
      health: fc.oneof(fc.constant({ healthy: true }), fc.record({ healthy: fc.constant(false), reason: sentence })),
      data,
    },
    { requiredKeys: ['kind', 'state', 'health'] },
  ),
  fc.record(
    {
      ...kind('audit'),
      who: fc.record({ label: name, osUser: name, brokerUser: name }, optional),
      via: fc.constantFrom('api', 'cli', 'command'),
      from: sentence,
      commandId: uuid,
      intentId: uuid,
      tag,
      value: wireValue,
      previous: wireValue,
      result: writeOutcome,
    },
    { requiredKeys: ['kind', 'who', 'via', 'tag', 'value', 'result'] },
  ),
  outcome.map((fields) => ({ kind: 'commandResult', ...fields })),
);

export const arbitraryRecord = fc.tuple(envelope, bodies).map(([outer, body]) => ({ ...outer, ...body }));

export const arbitraryCommand = fc.record(
  {
    ...message,
    ...correlation,
    ...kind('write'),
    deadline: instant,
    source: name,
    writes: fc.dictionary(tag, wireValue, { minKeys: 1, maxKeys: 4 }),
    idempotent: fc.boolean(),
    replyTo: fc.constantFrom('answers', 'a.b-c_d'),
    label: name,
  },
  { requiredKeys: ['schemaVersion', 'messageId', 'timestamp', 'kind', 'deadline', 'source', 'writes'] },
);

export const arbitraryAnswer = fc
  .tuple(fc.record({ ...message, source: name, app }), fc.record(correlation, optional), outcome)
  .map(([needed, more, what]) => ({ ...needed, ...more, ...what }));

/** What stands somewhere in a message that should not, or not there. */
const intruder = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 53,
    '',
    ' ',
    '$',
    'good',
    'bad',
    'ok',
    'unknown',
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    { $int: '1' },
    { $int: 1 },
    { $int: '1', x: 1 },
    { $bytes: 'AB==' },
    { $date: '2026-02-30T00:00:00.000Z' },
  ),
  fc.constantFrom<unknown>('2026-03-04T05:06:07Z', '\u0000', 'x'.repeat(201), '😀'.repeat(200), 'x'.repeat(2001)),
  fc.jsonValue({ maxDepth: 1 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
);

const KEYS = [
  'kind',
  'quality',
  'value',
  'lastValue',
  'reason',
  'code',
  'status',
  'retryable',
  'fallbackRequired',
  'results',
  'group',
  'app',
  'healthy',
  'health',
  'schemaVersion',
  'idempotent',
  'replyTo',
  'x',
  '$x',
  '$int',
  '',
];

/** The same with one thing changed anywhere: another value, one key less, one more. */
export function altered<T extends object>(messages: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom<'replace' | 'remove' | 'add'>('replace', 'remove', 'add'),
    key: fc.constantFrom(...KEYS),
    intruder,
  });
  return fc.tuple(messages, change).map(([message_, { at, how, key, intruder: strange }]) => {
    const copy: unknown = JSON.parse(JSON.stringify(message_));
    const places = placesOf(copy);
    const place = places[at % places.length];
    if (place === undefined) return copy;
    const { holder, key: there } = place;
    if (how === 'replace') holder[there] = strange;
    else if (how === 'remove') delete holder[there];
    else holder[key] = strange;
    return JSON.parse(JSON.stringify(copy)) as unknown;
  });
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
