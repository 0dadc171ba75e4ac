/**
 * The one table of metrics: collectors and docs/metrics.md are made from it.
 *
 * Names follow https://prometheus.io/docs/practices/naming: base units, `_total` for what only grows. Labels have names
 * of the configuration and words of this package for values, never a tag, an address or a text of somebody else.
 */
import type { Metric } from './metric.js';
import { ADAPTER_METRICS } from './rows/adapter.js';
import { ADAPTER_EXPLICIT_METRICS } from './rows/adapter-explicit.js';
import { COMMANDS_METRICS } from './rows/commands.js';
import { FLOW_METRICS } from './rows/flow.js';
import { PROCESS_METRICS } from './rows/process.js';
import { SINK_METRICS } from './rows/sinks.js';
import { SOURCE_METRICS } from './rows/sources.js';
import { SPOOL_METRICS } from './rows/spool.js';

/** On every metric of a gateway: `app.instance`. */
export const GATEWAY_LABEL = 'gateway';

/** By what they tell of; each is a chapter of the page. */
export const METRIC_GROUPS = {
  gateway: FLOW_METRICS,
  sources: SOURCE_METRICS,
  spool: SPOOL_METRICS,
  sinks: SINK_METRICS,
  commands: COMMANDS_METRICS,
  adapter: [...ADAPTER_METRICS, ...ADAPTER_EXPLICIT_METRICS],
  process: PROCESS_METRICS,
} as const satisfies Readonly<Record<string, readonly Metric[]>>;

const { process: ofProcess, ...ofGateway } = METRIC_GROUPS;

export const GATEWAY_METRICS: readonly Metric[] = Object.values(ofGateway).flat();
/** Without the label of a gateway. */
export const PROCESS_TABLE: readonly Metric[] = ofProcess;
