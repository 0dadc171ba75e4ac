import { describe, expect, it } from 'vitest';
import { appSchema } from '../../../src/config/app.js';
import { withCorrelationId } from '../../../src/logging/correlation.js';
import { PublisherConfigurationError } from '../../../src/rabbitmq/errors.js';
import { MessageEncoder } from '../../../src/rabbitmq/message.js';
import type { MessageOptions } from '../../../src/rabbitmq/send-types.js';

const app = appSchema.parse({ name: 'vision', version: '1.2.3', site: 'plant 4', instance: 'cell-7' });
const encode = (body: unknown, options: MessageOptions = {}, most = 1_000) =>
  new MessageEncoder(app, most).encode(body, options);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a message', () => {
  it('carries who sent it, when, what it is, and how it is found again', () => {
    const before = Math.floor(Date.now() / 1000);
    const { messageId, envelope } = encode({ a: 1 }, { source: 'PLC 3', schemaVersion: 2, type: 'sample' });
    expect(messageId).toMatch(UUID);
    expect(envelope).toMatchObject({
      messageId,
      correlationId: expect.stringMatching(UUID),
      contentType: 'application/json',
      appId: 'vision',
      durable: true,
      type: 'sample',
      headers: {
        'eip-schema-version': 2,
        'eip-app-version': '1.2.3',
        'eip-app-site': 'plant 4',
        'eip-app-instance': 'cell-7',
        'eip-source': 'PLC 3',
      },
    });
    expect(envelope.timestamp).toBeGreaterThanOrEqual(before);
  });

  it.each([
    [{ a: [1, 'x'] }, '{"a":[1,"x"]}', 'application/json'],
    [[1, 2], '[1,2]', 'application/json'],
    [null, 'null', 'application/json'],
    [5, '5', 'application/json'],
    ['text', 'text', 'text/plain'],
    ['', '', 'text/plain'],
    [Buffer.from([1, 2]), '\u0001\u0002', 'application/octet-stream'],
    [new Uint8Array([3]), '\u0003', 'application/octet-stream'],
  ])('body %j', (body, content, contentType) => {
    const message = encode(body);
    expect(message.content.toString()).toBe(content);
    expect(message.envelope.contentType).toBe(contentType);
  });

  it('takes the bytes of a view, and no others', () => {
    const bytes = new Uint8Array([9, 1, 2, 9]);
    expect([...encode(bytes.subarray(1, 3)).content]).toEqual([1, 2]);
  });

  it('belongs to the work around it, unless told otherwise', () => {
    withCorrelationId('work-1', () => {
      expect(encode(1).envelope.correlationId).toBe('work-1');
      expect(encode(1, { correlationId: 'other' }).envelope.correlationId).toBe('other');
    });
  });

  it('options reach the envelope', () => {
    const options = {
      messageId: 'm',
      priority: 9,
      expirationMs: 5,
      persistent: false,
      contentType: 'a/b',
      headers: { x: 1 },
    };
    expect(encode(1, options).envelope).toMatchObject({
      messageId: 'm',
      priority: 9,
      expiration: '5',
      durable: false,
      contentType: 'a/b',
      headers: { x: 1, 'eip-schema-version': 1 },
    });
  });

  it("a header can't pretend to be one of ours", () => {
    expect(encode(1, { headers: { 'eip-app-instance': 'other' } }).envelope.headers).toMatchObject({
      'eip-app-instance': 'cell-7',
    });
  });

  const loop: Record<string, unknown> = {};
  loop.loop = loop;
  it.each<[string, unknown, object, RegExp]>([
    ['no body', undefined, {}, /the body is no JSON: undefined/],
    ['a function', () => 1, {}, /the body is no JSON: a function/],
    ['a loop', loop, {}, /the body is no JSON/],
    ['a bigint', { n: 1n }, {}, /the body is no JSON/],
    ['too long', 'x'.repeat(1_001), {}, /1001 bytes, "maxMessageBytes" allows 1000/],
    ['a long id', 1, { messageId: 'x'.repeat(256) }, /messageId: expected 1 to 255 bytes/],
    ['an empty id', 1, { messageId: '' }, /messageId/],
    ['an id of many bytes', 1, { correlationId: 'ä'.repeat(128) }, /correlationId/],
    ['priority', 1, { priority: 256 }, /priority: expected a whole number from 0 to 255, got 256/],
    ['priority', 1, { priority: 0.5 }, /priority/],
    ['priority', 1, { priority: '1' }, /priority/],
    ['expiration', 1, { expirationMs: -1 }, /expirationMs/],
    ['expiration', 1, { expirationMs: Number.NaN }, /expirationMs/],
    ['schema version', 1, { schemaVersion: 1.5 }, /schemaVersion/],
    ['type', 1, { type: 5 }, /type/],
    ['headers', 1, { headers: [] }, /headers: expected an object, got an array/],
    ['headers', 1, { headers: { a: undefined } }, /headers\.a: expected a text, a finite number/],
    ['headers', 1, { headers: { a: Number.POSITIVE_INFINITY } }, /headers\.a/],
    ['headers', 1, { headers: { a: 2 ** 60 } }, /headers\.a/],
    ['headers', 1, { headers: { a: [1, [Symbol('x')]] } }, /headers\.a\[1\]\[0\]/],
    ['headers', 1, { headers: { a: { b: new Date() } } }, /headers\.a\.b/],
    ['headers', 1, { headers: loop }, /nested deeper than 8/],
    ['headers', 1, { headers: { ['n'.repeat(129)]: 1 } }, /a name must have 1 to 128 bytes/],
    ['headers', 1, { headers: { a: 'x'.repeat(7_000) } }, /at most 6000 fit/],
    ['headers', 1, { headers: { a: Array.from({ length: 1_001 }, () => 1) } }, /more than 1000 values/],
  ])('%s is refused before anything is sent', (_, body, options, message) => {
    expect(() => encode(body, options)).toThrow(message);
    expect(() => encode(body, options)).toThrow(PublisherConfigurationError);
  });
});
