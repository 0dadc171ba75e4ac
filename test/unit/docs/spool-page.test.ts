import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src/error-codes.js';
import { SpoolBatch } from '../../../src/telemetry/spool/batch.js';
import { DROP_CAUSES } from '../../../src/telemetry/spool/drops.js';
import { boundsSchema, sinkSchema, spoolSchema } from '../../../src/telemetry/spool/options.js';
import { PRIORITIES } from '../../../src/telemetry/spool/priorities.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/spool.md'), 'utf8');
const options = [spoolSchema, sinkSchema, boundsSchema].flatMap(({ shape }) => Object.keys(shape));
const calls = Object.getOwnPropertyNames(SpoolBatch.prototype).filter((name) =>
  /^(confirm|discard|giveBack)$/.test(name),
);
const figures = ['folder', 'failure', 'entries', 'bytes', 'taken', 'oldest', 'newest', 'drops'];

describe('docs/spool.md', () => {
  it('knows options and calls at all', () => expect([options.length > 14, calls.length]).toEqual([true, 3]));

  it.each([...options, ...DROP_CAUSES, ...PRIORITIES])('has a row for %s', (name) =>
    expect(page).toMatch(new RegExp(`^\\| (\`\\w+\`, )?\`${name}\``, 'm')),
  );

  it.each(calls)('has a row for %s()', (name) => expect(page).toMatch(new RegExp(`^\\| \`${name}\\(`, 'm')));

  it.each(figures)('names the figure %s', (name) => expect(page).toContain(`\`${name}\``));

  it.each(['dropOldest', 'dropNewest', 'block'])('has a row for %s', (name) =>
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm')),
  );

  it.each(Object.keys(ERROR_CODES).filter((code) => code.startsWith('EIP_SPOOL_') && !/MODULE|UNUSABLE/.test(code)))(
    'names %s',
    (code) => expect(page).toContain(`errors.md#${code.toLowerCase()}`),
  );
});
