import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deliverySchema } from '../../../src/eip-config/gateway/delivery.js';
import { Gateway } from '../../../src/gateway.js';
import type { Sink } from '../../../src/telemetry.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/gateway.md'), 'utf8');
const nothing = async () => {};
const sink = { name: 'none', write: nothing, flush: nothing, healthCheck: nothing, close: nothing } as unknown as Sink;
const { router, ...status } = new Gateway({ sinks: [sink], spool: false }).status();
const OPTIONS = ['app', 'sources', 'sinks', 'spool', 'delivery', 'commands', 'stopMs', 'logger'];
const SINK_FIGURES = [
  'delivered',
  'redelivered',
  'refused',
  'failures',
  'waiting',
  'underWay',
  'dropped',
  'breaker',
  'oldestMs',
  'lastConfirmMs',
  'reason',
];

describe('docs/gateway.md', () => {
  it.each([...OPTIONS, ...Object.keys(deliverySchema.shape), ...SINK_FIGURES])('has a row for %s', (name) =>
    expect(page).toMatch(new RegExp(`^\\| \`${name}\``, 'm')),
  );

  it.each(Object.keys(router))('has a row for router.%s', (name) => expect(page).toContain(`| \`router.${name}\` |`));

  it.each(Object.keys(status))('names %s of the status', (name) => expect(page).toContain(`\`${name}\``));

  it.each(Object.entries(deliverySchema.parse({})))('tells the default of %s', (name, value) => {
    const shown = name === 'maxBytes' ? '1 MiB' : value.toLocaleString('en-US');
    expect(page).toContain(`| \`${name}\` | ${shown} |`);
  });
});
