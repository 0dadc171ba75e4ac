import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BrokerConfig } from '../../../src/rabbitmq/option-types.js';
import { brokerSchema, normalise } from '../../../src/rabbitmq/options.js';

const refusal = (config: unknown): string => {
  try {
    normalise(config as BrokerConfig);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('accepted');
};

interface Form {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly additionalProperties?: Form | boolean;
  readonly items?: Form;
  readonly anyOf?: readonly Form[];
}

/** Paths of keys without a description. */
function undescribed(form: Form, path: string): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = form;
  const keys = Object.entries(properties).flatMap(([key, value]) => [
    ...(value.description ? [] : [`${path}.${key}`]),
    ...undescribed(value, `${path}.${key}`),
  ]);
  const others = typeof additionalProperties === 'object' ? undescribed(additionalProperties, `${path}.*`) : [];
  const below = [items, ...anyOf].filter((one) => one !== undefined).flatMap((one) => undescribed(one, path));
  return [...keys, ...others, ...below];
}

describe('options of a client of the broker', () => {
  it('have defaults', () => {
    const { password, ...rest } = normalise({});
    expect(rest).toEqual({
      addresses: [{ host: 'localhost', port: 5672 }],
      username: 'guest',
      vhost: '/',
      tls: undefined,
      heartbeat: 10,
      connectTimeoutMs: 10_000,
      maxRetries: 5,
      retryDelayMs: 5_000,
      retryJitter: 0.2,
      prefetch: 20,
      sendTimeoutMs: 30_000,
      maxInFlight: 1_000,
      maxWaiting: 10_000,
      maxMessageBytes: 16_777_216,
      drainTimeoutMs: 10_000,
      queues: {},
      exchanges: {},
    });
  });

  it.each([
    ['broker', [{ host: 'broker', port: 5672 }]],
    [{ host: 'broker' }, [{ host: 'broker', port: 5672 }]],
    [{ host: '::1', port: 1 }, [{ host: '::1', port: 1 }]],
    ['amqps://broker', [{ host: 'broker', port: 5671 }]],
    [
      ['a:1', { host: 'b' }, 'c'],
      [
        { host: 'a', port: 1 },
        { host: 'b', port: 5672 },
        { host: 'c', port: 5672 },
      ],
    ],
  ] as const)('addresses %j', (addresses, list) => expect(normalise({ addresses }).addresses).toEqual(list));

  it('tls moves the usual port', () => {
    expect(normalise({ addresses: 'broker', tls: true }).addresses).toEqual([{ host: 'broker', port: 5671 }]);
  });

  it('takes user information and virtual host from an address, and hides the password', async () => {
    const settings = normalise({ addresses: 'amqp://me:hidden@broker/plant' });
    expect(settings).toMatchObject({ username: 'me', vhost: 'plant' });
    expect(await settings.password.reveal()).toBe('hidden');
    expect(`${inspect(settings, { depth: 9 })} ${JSON.stringify(settings)}`).not.toContain('hidden');
  });

  it.each([
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['infinity', Number.POSITIVE_INFINITY],
    [0, 0],
  ] as const)('maxRetries %s', (maxRetries, wanted) => expect(normalise({ maxRetries }).maxRetries).toBe(wanted));

  it.each([
    [{ addresses: [] }, /addresses: expected 1 to 32 addresses, got 0/],
    [{ addresses: 'http://x' }, /addresses: expected an address such as .*got "http:\/\/x"/],
    [{ addresses: ['a', 'amqp://b:hidden@c d'] }, /addresses\[1\]: expected an address such as .*\*\*\*@/],
    [{ addresses: ['amqp://a', 'amqps://b'] }, /all addresses must have the same scheme/],
    [{ addresses: ['amqp://x:1@a', 'amqp://y:1@b'] }, /all addresses must have the same user name/],
    [{ addresses: 'amqp://x:1@a', credentials: { username: 'y' } }, /credentials.username: stands in the address/],
    [{ addresses: 'amqp://x:1@a', credentials: { password: 'y' } }, /credentials.password: stands in the address/],
    [{ addresses: 'amqp://a/v', vhost: 'w' }, /vhost: stands in the address/],
    [{ addresses: 'amqps://a', tls: false }, /tls: the address begins with amqps/],
    [{ addresses: 'amqp://a', tls: true }, /addresses: the address begins with amqp:\/\/ and means no TLS/],
    [{ tls: { cert: '/c.pem' } }, /tls.key: cert and key go together/],
    [{ tls: { key: '/k.pem' } }, /tls.cert: cert and key go together/],
    [{ maxRetries: -1 }, /maxRetries: expected a whole number from 0 to 1000000, or "infinity"/],
    [{ maxRetries: 'many' }, /maxRetries/],
    [{ retryJitter: 2 }, /retryJitter: expected a number from 0 to 1, got 2/],
    [{ heartbeat: 3_601 }, /heartbeat/],
    [{ prefetch: 0 }, /prefetch/],
    [{ vhost: '' }, /vhost/],
    [{ vhost: 'x'.repeat(256) }, /vhost/],
    [{ heartbeet: 1 }, /heartbeet: no such option \(did you mean "heartbeat"\?\)/],
    [{ queues: { '': {} } }, /a queue or exchange needs a name of 1 to 255 bytes/],
    [{ queues: { [`${'ä'.repeat(128)}`]: {} } }, /a queue or exchange needs a name of 1 to 255 bytes/],
    [{ queues: { 'amq.x': {} } }, /names that begin with "amq\." belong to the broker/],
    [{ exchanges: { 'amq.x': {} } }, /names that begin with "amq\." belong to the broker/],
  ])('refuses %j', (config, message) => {
    expect(refusal(config)).toMatch(message);
    expect(refusal(config)).not.toContain('hidden');
  });

  it('looks only at exchanges of the broker that are not to be made', () => {
    expect(refusal({ exchanges: { 'amq.topic': { declare: 'active' } } })).toMatch(/belong to the broker/);
    expect(normalise({ exchanges: { 'amq.topic': { declare: 'passive' } } }).exchanges).toHaveProperty(['amq.topic']);
  });

  it('every key is described, and the schema has a form for editors', () => {
    const json = z.toJSONSchema(brokerSchema, { io: 'input', unrepresentable: 'any' });
    const missing = undescribed(json as Form, '');
    expect(missing).toEqual([]);
    expect(Object.keys(json.properties ?? {}).length).toBeGreaterThan(15);
  });
});
