/** The tables of docs/metrics.md are what `npm run docs:metrics` writes; so they have every metric. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupsOf, metricsPage } from '../../../scripts/lib/metrics-page.mjs';
import { LIMITS } from '../../../src/gateway/http/limits.js';
import { PAGES } from '../../../src/gateway/http/pages.js';
import { labelsOf } from '../../../src/gateway/metrics/metric.js';
import { METRIC_GROUPS } from '../../../src/gateway/metrics/table.js';

const root = resolve(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');

describe('docs/metrics.md', () => {
  it('has a table for each group', () => expect(groupsOf(page)).toEqual(Object.keys(METRIC_GROUPS)));

  it('has the tables that the table of metrics gives', () =>
    expect(metricsPage(page, { groups: METRIC_GROUPS, labelsOf })).toBe(page));

  it.each([...PAGES.keys()])('names the path %s', (path) => expect(page).toContain(`\`${path}\``));

  it('tells how many connections there may be', () =>
    expect(page).toContain(`It takes ${LIMITS.connections} connections at most`));
});
