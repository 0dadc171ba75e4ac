import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKER_ERROR_CODES } from '../../../src/error-codes-broker.js';
import { consumeSchema } from '../../../src/rabbitmq/consume-options.js';
import { brokerSchema } from '../../../src/rabbitmq/options.js';
import { queueSchema } from '../../../src/rabbitmq/queue-schema.js';
import { RabbitClient } from '../../../src/rabbitmq.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/rabbitmq.md'), 'utf8');
const methods = Object.getOwnPropertyNames(RabbitClient.prototype).filter((name) => name !== 'constructor');
const hasRow = (name: string) => new RegExp(`^\\| (\`\\w+\`, )*\`${name}\``, 'm').test(page);

describe('docs/rabbitmq.md', () => {
  it.each([brokerSchema, consumeSchema, queueSchema].flatMap(({ shape }) => Object.keys(shape)))(
    'has a row for the option %s',
    (option) =>
      expect(option === 'declare' || option === 'retry' ? page.includes(`\`${option}`) : hasRow(option)).toBe(true),
  );

  it('tells the default of each number as it is', () => {
    const defaults = Object.entries(brokerSchema.parse({})).filter(([, value]) => typeof value === 'number');
    expect(defaults.length).toBeGreaterThan(10);
    const wrong = defaults.filter(
      ([name, value]) => !new RegExp(`^\\| \`${name}\` \\|.*\\| ${value.toLocaleString('en')} \\|`, 'm').test(page),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(BROKER_ERROR_CODES))('names %s', (code) => expect(page).toContain(`\`${code}\``));

  it.each(methods)('names %s', (name) => expect(page).toContain(name));

  it('has a row for every key of healthCheck()', async () => {
    const keys = Object.keys(await new RabbitClient().healthCheck());
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !hasRow(key))).toEqual([]);
  });
});
