/** The tables of docs/metrics.md are what `npm run docs:metrics` writes; so they have every metric. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { groupsOf, metricsPage } from '../../../scripts/lib/metrics-page.mjs';
import { LIMITS } from '../../../src/gateway/http/limits.js';
import { PAGES } from '../../../src/gateway/http/pages.js';
import { labelsOf } from '../../../src/gateway/metrics/metric.js';
import { METRIC_GROUPS } from '../../../src/gateway/metrics/table.js';

const root = resolve(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');

const deploy = (name: string) => readFileSync(join(root, 'deploy/prometheus', name), 'utf8');
const tested = deploy('alerts.test.yaml');
const { groups } = parse(deploy('alerts.yaml')) as { groups: { rules: { alert: string; expr: string }[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

describe('docs/metrics.md', () => {
  it('has a table for each group', () => expect(groupsOf(page)).toEqual(Object.keys(METRIC_GROUPS)));

  it('has the tables that the table of metrics gives', () =>
    expect(metricsPage(page, { groups: METRIC_GROUPS, labelsOf })).toBe(page));

  it.each([...PAGES.keys()])('names the path %s', (path) => expect(page).toContain(`\`${path}\``));

  it('has a row for each alert of deploy/prometheus, in their order', () => {
    const chapter = page.slice(page.indexOf('## Alerts'), page.indexOf('## In a registry'));
    expect([...chapter.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(alerts.map(({ alert }) => alert));
  });

  it('tells how many connections there may be', () =>
    expect(page).toContain(`It takes ${LIMITS.connections} connections at most`));
});

describe('docs/operation.md', () => {
  const operation = readFileSync(join(root, 'docs/operation.md'), 'utf8');
  const { adapter: _, process: __, ...ofGateway } = METRIC_GROUPS;
  const figures = Object.values(ofGateway)
    .flat()
    .flatMap(
      ({ series }) =>
        series.flatMap(({ path }) => path.split('.').filter((step) => !step.startsWith('{'))).at(-1) ?? [],
    );

  it.each([...new Set(figures)].filter((figure) => figure !== 'build'))(
    'says what the figure %s of a gateway means',
    (figure) => expect(operation).toMatch(new RegExp(`\\| [^|]*\`([\\w.]+\\.)?${figure}\``)),
  );
});

describe('deploy/prometheus', () => {
  const names = Object.values(METRIC_GROUPS)
    .flat()
    .map(({ name }) => name);

  it.each(alerts)('$alert asks for metrics that there are', ({ expr }) => {
    const used = expr.match(/\b(eip|process|nodejs)_\w+/g) ?? [];
    expect(used.map((name) => name.replace(/_bucket$/, '')).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(alerts)('$alert is tested: that it comes, and that it does not', ({ alert }) =>
    expect([...tested.matchAll(new RegExp(`alertname: ${alert}\\b`, 'g'))]).toHaveLength(2),
  );
});
