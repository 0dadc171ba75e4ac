import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsSchema, TARGET_STATES } from '../../../src/eip-config/gateway/commands.js';
import { COMMAND_CODES } from '../../../src/gateway/commands/verdict.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/commands.md'), 'utf8');
const figures = ['queue', 'active', 'reason', 'answered', 'repeated', 'invalid', 'unanswered', 'underWay'];
/** Rows of the table of codes: codes, status, whether it may be tried again. */
const rows = [...page.matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([a-z, ]+) \| (\w+) \|/gm)].map((row) => row.slice(1));

describe('docs/commands.md', () => {
  it('knows options and codes at all', () =>
    expect([Object.keys(commandsSchema.shape).length > 7, rows.length > 15]).toEqual([true, true]));

  it.each(Object.keys(commandsSchema.shape))('has a row for the option %s', (name) =>
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm')),
  );

  it.each(Object.entries(COMMAND_CODES))('says of %s what it is', (code, { status, retryable }) => {
    const [, statuses = '', again = ''] = rows.find(([codes = '']) => codes.includes(`\`${code}\``)) ?? [];
    expect(statuses.split(', ')).toContain(status);
    expect(again).toBe(retryable ? 'yes' : status === 'unknown' ? 'idempotent' : 'no');
  });

  it.each([...figures, ...TARGET_STATES])('names %s', (name) => expect(page).toContain(`\`${name}\``));
});
