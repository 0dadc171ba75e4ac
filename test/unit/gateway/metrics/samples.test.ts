/** What the rows make of a status. */
import { describe, expect, it } from 'vitest';
import { at, gauge, type Metric } from '../../../../src/gateway/metrics/metric.js';
import { ageAt, ageSince } from '../../../../src/gateway/metrics/readers.js';
import { MOST_SERIES, samplesOf } from '../../../../src/gateway/metrics/samples.js';
import { buildOf } from '../../../../src/gateway/metrics/snapshot.js';
import { GATEWAY_METRICS } from '../../../../src/gateway/metrics/table.js';
import { adapterStatus, gatewayStatus, NOW_MS, sourceStatus } from './full-status.js';

function metricNamed(name: string): Metric {
  return GATEWAY_METRICS.find((metric) => metric.name === name)!;
}

/** `labels value`, as a scrape has it. */
function told(name: string, status: object = gatewayStatus()): string[] {
  return samplesOf(metricNamed(name), status, NOW_MS).map((sample) => {
    const labels = Object.entries(sample.labels).map(([label, value]) => `${label}=${value}`);
    return `${sample.name.slice(name.length)}{${labels.join()}} ${sample.value}`;
  });
}

describe('samples', () => {
  it.each<[string, string[]]>([
    ['eip_gateway_uptime_seconds', ['{} 1.5']],
    ['eip_router_records_rejected_total', ['{} 6']],
    ['eip_sink_healthy', ['{sink=broker} 0']],
    ['eip_spool_healthy', ['{} 1']],
    ['eip_source_healthy', ['{source=press} 1', '{source=cell} 1']],
    ['eip_sink_oldest_age_seconds', ['{sink=broker} 2.5']],
    ['eip_sink_last_confirm_age_seconds', ['{sink=broker} 0.04']],
    [
      'eip_sink_breaker_state',
      ['{sink=broker,state=closed} 0', '{sink=broker,state=open} 0', '{sink=broker,state=halfOpen} 1'],
    ],
    [
      'eip_spool_oldest_age_seconds',
      ['{sink=broker,priority=alarm} 0', '{sink=broker,priority=audit} 2.5', '{sink=broker,priority=normal} 2.5'],
    ],
    [
      'eip_adapter_io_connections',
      ['{source=cell,type=exclusiveOwner} 1', '{source=cell,type=inputOnly} 0', '{source=cell,type=listenOnly} 2'],
    ],
    ['eip_adapter_watchdog_expired', ['{source=cell,assembly=result} 1']],
    ['eip_adapter_output_values_overwritten_total', ['{source=cell,assembly=command} 3']],
    ['eip_adapter_forward_opens_total', ['{source=cell,result=accepted} 1']],
    [
      'eip_adapter_production_lateness_seconds',
      [
        '_bucket{source=cell,le=0.000005} 7',
        '_bucket{source=cell,le=0.01} 9',
        '_bucket{source=cell,le=+Inf} 10',
        '_sum{source=cell} 0.02',
        '_count{source=cell} 10',
      ],
    ],
  ])('%s', (name, samples) => expect(told(name)).toEqual(samples));

  it.each([
    ['eip_gateway_uptime_seconds', gatewayStatus({ runningMs: null })],
    ['eip_spool_entries', gatewayStatus({ spool: undefined })],
    ['eip_spool_healthy', gatewayStatus({ spool: undefined })],
    ['eip_commands_answered_total', gatewayStatus({ commands: undefined })],
    ['eip_commands_healthy', gatewayStatus({ commands: undefined })],
    ['eip_source_connected', gatewayStatus({ sources: { own: sourceStatus({ connected: null }) } })],
    ['eip_adapter_state', gatewayStatus({ sources: { press: sourceStatus() } })],
    [
      'eip_adapter_production_lateness_seconds',
      gatewayStatus({
        sources: {
          cell: sourceStatus({
            adapter: { ...adapterStatus(), lateness: { boundsUs: [], counts: [], sumUs: 0 } },
          }),
        },
      }),
    ],
  ])('%s has none where there is nothing to tell', (name, status) => expect(told(name, status)).toEqual([]));

  it('a spool that fails is not healthy', () => {
    const { spool } = gatewayStatus();
    const failing = gatewayStatus({ spool: { ...spool!, failure: new Error('ENOSPC') } });
    expect(told('eip_spool_healthy', failing)).toEqual(['{} 0']);
  });

  it('the build is told as labels, what is not known as an empty text', () => {
    const { app } = gatewayStatus();
    const [sample] = samplesOf(metricNamed('eip_build_info'), { build: buildOf(app) }, NOW_MS);
    expect(sample).toMatchObject({
      labels: { app: 'press-monitor', app_version: '', site: 'plant-2', node: process.versions.node },
      value: 1,
    });
    expect(sample?.labels.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('an age is never below 0, though the clock was set back', () => {
    expect(ageSince.read(new Date(NOW_MS + 1_000), NOW_MS)).toEqual([{ value: 0 }]);
    expect(ageAt.read(null, NOW_MS)).toEqual([{ value: 0 }]);
  });

  it('names that nobody thought of make no more than a bounded number of series', () => {
    const metric = gauge('eip_x', '1', 'Many of them', at('many.{source}'));
    const many = Object.fromEntries(Array.from({ length: MOST_SERIES + 5 }, (_, index) => [`s${index}`, index]));
    expect(samplesOf(metric, { many }, NOW_MS)).toHaveLength(MOST_SERIES);
  });
});
