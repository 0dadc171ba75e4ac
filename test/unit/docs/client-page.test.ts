import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browseSchema } from '../../../src/client/browse/options.js';
import { discoverSchema } from '../../../src/client/discover.js';
import { explicitSchema } from '../../../src/client/options.js';
import { subscribeSchema } from '../../../src/client/subscriptions/options.js';
import { ERROR_CODES } from '../../../src/error-codes.js';
import { ExplicitClient } from '../../../src/index.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/client.md'), 'utf8');
const methods = Object.getOwnPropertyNames(ExplicitClient.prototype).filter((name) => name !== 'constructor');

describe('docs/client.md', () => {
  it.each([explicitSchema, discoverSchema, subscribeSchema, browseSchema].flatMap(({ shape }) => Object.keys(shape)))(
    'has a row for the option %s',
    (option) => expect(page).toMatch(new RegExp(`^\\| (\`\\w+\`, )?\`${option}\``, 'm')),
  );

  it('tells the default of each option as it is', () => {
    const { host, slot, route, bind, tags, writable, logger, ...rest } = explicitSchema.shape;
    const defaults = Object.entries(rest).map(([name, schema]) => [name, schema.parse(undefined)] as const);
    expect(defaults.length).toBeGreaterThan(10);
    const shown = (value: unknown): string =>
      typeof value === 'number' && value < 44_000 ? value.toLocaleString('en') : String(value);
    const rowOf = (name: string): string =>
      page.split('\n').find((line) => line.includes(`\`${name}\``) && line.startsWith('|')) ?? '';
    expect(defaults.filter(([name, value]) => !rowOf(name).includes(` ${shown(value)}`))).toEqual([]);
  });

  it.each(
    Object.keys(ERROR_CODES).filter((code) =>
      /^EIP_(READ|REQUEST_UNCERTAIN|WRITE_(REF|NOT|UNC)|NOT_CONN|CLIENT)/.test(code),
    ),
  )('names %s', (code) => expect(page).toContain(`| \`${code}\` |`));

  it.each(methods)('names %s', (name) => expect(page).toContain(name));

  it('tells the figures of a subscription', () => {
    const client = new ExplicitClient({ host: 'plc' });
    const subscription = client.subscribe(['Speed'], { rateMs: 100 });
    const figures = Object.keys(subscription.status());
    subscription.close();
    expect(figures.filter((name) => !new RegExp(`^\\| (\`\\w+\`, )?\`${name}\``, 'm').test(page))).toEqual([]);
    expect(figures.length).toBe(8);
  });

  it('has a row for every key of healthCheck()', async () => {
    const keys = Object.keys(await new ExplicitClient({ host: 'plc' }).healthCheck());
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
  });
});
