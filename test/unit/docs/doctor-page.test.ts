import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../src/doctor/diagnose.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/doctor.md'), 'utf8');
const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

describe('docs/doctor.md', () => {
  it('has a heading for each check, in the order in which they are told', () =>
    expect(headings).toEqual(CHECKS.map(({ id }) => id)));

  it.each(['ok', 'warning', 'problem', 'skipped'])('has a row for %s', (level) =>
    expect(page).toMatch(new RegExp(`^\\| \`${level}\` \\|`, 'm')),
  );
});
