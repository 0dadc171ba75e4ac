/**
 * The generated parts of docs/metrics.md: a table a group, between `<!-- metrics: GROUP -->` and `<!-- /metrics -->`. All
 * else of the page is written by hand.
 *
 * @typedef {import('../../src/gateway/metrics/metric.js').Metric} Metric
 */

const BLOCK = /(<!-- metrics: (\w+) -->\n)[\s\S]*?(<!-- \/metrics -->)/g;

/**
 * @param {string} page
 * @param {{ groups: Readonly<Record<string, readonly Metric[]>>, labelsOf: (metric: Metric) => string[] }} source
 */
export function metricsPage(page, { groups, labelsOf }) {
  return page.replace(BLOCK, (_all, begin, group, end) => `${begin}${table(groups[group], labelsOf)}${end}`);
}

/** @returns {string[]} groups that the page has a table for */
export function groupsOf(page) {
  return [...page.matchAll(BLOCK)].map(([, , group]) => group);
}

function table(metrics, labelsOf) {
  const rows = metrics.map((metric) => {
    const { name, type, unit, help, series } = metric;
    return row(code(name), type, unit, labelsOf(metric).map(code).join(', '), help, readFrom(series));
  });
  return `${row('metric', 'type', 'unit', 'labels', 'tells', 'from')}\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** Where it stands in the status; of several values each with its label. */
function readFrom(series) {
  return series
    .map(({ path, labels }) => {
      const values = Object.values(labels).map((value) => `${value}: `);
      return `${values.join('')}${code(path)}`;
    })
    .join('<br>');
}

function code(text) {
  return `\`${text}\``;
}

function row(...cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
