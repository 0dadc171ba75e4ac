/** `npm run docs:metrics`: writes the tables of docs/metrics.md from the table of the build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { metricsPage } from './lib/metrics-page.mjs';
import { root } from './lib/paths.mjs';

const require = createRequire(import.meta.url);
const { labelsOf } = require('../dist/gateway/metrics/metric.js');
const { METRIC_GROUPS } = require('../dist/gateway/metrics/table.js');

const file = join(root, 'docs/metrics.md');
const page = readFileSync(file, 'utf8');
const written = metricsPage(page, { groups: METRIC_GROUPS, labelsOf });
writeFileSync(file, written);
console.log(page === written ? `${file} is as it was` : `${file} was written`);
