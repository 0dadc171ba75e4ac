/** The table of metrics: names as Prometheus wants them, and a place in the status for each row. */
import { describe, expect, it } from 'vitest';
import { labelsOf, type Metric, namesIn } from '../../../../src/gateway/metrics/metric.js';
import { processFigures } from '../../../../src/gateway/metrics/process-figures.js';
import { samplesOf } from '../../../../src/gateway/metrics/samples.js';
import { buildOf } from '../../../../src/gateway/metrics/snapshot.js';
import { GATEWAY_METRICS, METRIC_GROUPS, PROCESS_TABLE } from '../../../../src/gateway/metrics/table.js';
import { adapterStatus, gatewayStatus, NOW_MS, sourceStatus } from './full-status.js';

const all: readonly Metric[] = Object.values(METRIC_GROUPS).flat();

/** Names of the adapter's counters, each with a number. */
const counters = Object.fromEntries(
  all
    .flatMap(({ series }) => series)
    .flatMap(({ path }) => /\.adapter\.counters\.(\w+)$/.exec(path)?.[1] ?? [])
    .map((name, index) => [name, index + 1]),
);

function fullStatus(): object {
  const status = gatewayStatus({ sources: { cell: sourceStatus({ adapter: adapterStatus(counters) }) } });
  return { ...status, build: buildOf(status.app), process: processFigures({ p99Seconds: 0.001, maxSeconds: 0.002 }) };
}

describe('the table of metrics', () => {
  it('has each name once', () => {
    const names = all.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(80);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect([...GATEWAY_METRICS, ...PROCESS_TABLE]).toEqual(all);
  });

  it.each(GATEWAY_METRICS)('$name begins with the name of the package', ({ name }) =>
    expect(name).toMatch(/^eip_[a-z][a-z0-9_]*[a-z]$/),
  );

  it.each(all)('$name ends as its type and its unit want', ({ name, type, unit }) => {
    expect(name.endsWith('_total')).toBe(type === 'counter');
    const base = name.replace(/_total$/, '');
    for (const suffix of ['seconds', 'bytes', 'ratio']) expect(base.endsWith(`_${suffix}`)).toBe(unit === suffix);
    expect(name).not.toMatch(/_(ms|us|milliseconds|count|sum|bucket|info_total)$/);
  });

  it.each(all)('$name has a help that is a sentence without its full stop', ({ help }) =>
    expect(help).toMatch(/^[A-Z0-9][^\n]{10,}[^.\s]$/),
  );

  it.each(all)('$name has labels that Prometheus takes, and none of its own', (metric) => {
    const labels = labelsOf(metric);
    for (const label of labels) expect(label).toMatch(/^[a-z][a-z_]*$/);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(job|instance|gateway|quantile)$/)]));
    expect(labels.includes('le')).toBe(metric.type === 'histogram');
  });

  it.each(all)('each series of $name is read, with all labels of the metric', (metric) => {
    const status = fullStatus();
    for (const series of metric.series) {
      const samples = samplesOf({ ...metric, series: [series] }, status, NOW_MS);
      expect(samples.length, series.path).toBeGreaterThan(0);
      for (const { name, labels, value } of samples) {
        const wanted = labelsOf(metric).filter((label) => label !== 'le' || name.endsWith('_bucket'));
        expect(Object.keys(labels).sort()).toEqual([...wanted].sort());
        expect(Number.isFinite(value)).toBe(true);
      }
    }
  });

  it('makes labels of names of the configuration alone', () => {
    const names = new Set(all.flatMap(({ series }) => series.flatMap(({ path }) => namesIn(path))));
    expect([...names].sort()).toEqual(
      ['assembly', 'cause', 'group', 'kind', 'priority', 'sink', 'source', 'status'].sort(),
    );
  });
});
