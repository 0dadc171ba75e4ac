import { describe, expect, it } from 'vitest';
import { parsed } from '../../../src/config/refusal.js';
import { rabbitSinkSchema, telemetrySchema } from '../../../src/telemetry/options.js';

const sink = (options: unknown) => parsed('rabbitmq sink', rabbitSinkSchema, options);

describe('section telemetry', () => {
  it('has no sinks by itself', () => expect(telemetrySchema.parse({})).toEqual({ sinks: {} }));

  it('has defaults for a sink', () => {
    expect(telemetrySchema.parse({ sinks: { rabbitmq: { queue: 'records' } } }).sinks.rabbitmq).toEqual({
      queue: 'records',
      routingKey: '{site}.{source}.{group}.{kind}',
      mandatory: true,
      persistent: true,
      timeoutMs: 10_000,
    });
  });

  it.each<[object, string]>([
    [{}, 'options: expected either "exchange" or "queue"'],
    [{ exchange: 'a', queue: 'b' }, 'options: expected either "exchange" or "queue"'],
    [{ exchange: '' }, 'exchange: expected the name of an exchange: 1 to 255 bytes, got ""'],
    [{ queue: 'ä'.repeat(128) }, 'queue: expected the name of a queue'],
    [{ queue: 'a', routingKey: '{line}.x' }, 'routingKey: expected words of letters'],
    [{ queue: 'a', timeoutMs: 0 }, 'timeoutMs: expected a whole number from 1 to 600000'],
    [{ queue: 'a', mandatory: 'yes' }, 'mandatory: expected true or false'],
    [{ queue: 'a', exchang: 'b' }, 'exchang: no such option (did you mean "exchange"?)'],
  ])('refuses %o', (options, message) => {
    expect(() => sink(options)).toThrow(
      expect.objectContaining({ code: 'EIP_OPTION_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
