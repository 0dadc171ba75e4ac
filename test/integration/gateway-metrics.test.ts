/** What a running gateway tells on /metrics: what its page says, and what status() says. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GATEWAY_METRICS } from '../../src/gateway/metrics/table.js';
import { liveGateway, scraped, valueIn } from './gateway-metrics-rig.js';
import { HOST, PEER } from './implicit-source-rig.js';
import { PLC } from './subscription-rig.js';

const page = readFileSync(resolve(__dirname, '../../docs/metrics.md'), 'utf8');

/** The rows of the page's tables. */
const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]+ \| ([^|]*) \| ([^|]+) \|/gm)].map(
  ([, name = '', type = '', labels = '', help = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort(),
    help: `${help}.`,
  }),
);

describe('a live scrape', () => {
  it('has the metrics of docs/metrics.md with their types, labels and texts, and no other', async () => {
    const { url } = await liveGateway();
    const metrics = await scraped(url);
    const told = [...metrics].map(([name, { type, help, series }]) => {
      const labels = new Set([...series.values()].flat().flatMap((one) => Object.keys(one.labels)));
      return { name, type, labels: [...labels].filter((label) => label !== 'gateway').sort(), help };
    });
    expect(rows.length).toBeGreaterThan(80);
    expect(told).toEqual(rows);
  });

  it('has the label gateway everywhere but on what is of the process', async () => {
    const { url } = await liveGateway();
    for (const [name, { series }] of await scraped(url)) {
      for (const { labels } of [...series.values()].flat()) {
        expect([name, labels.gateway]).toEqual([name, name.startsWith('eip_') ? 'edge-7' : undefined]);
      }
    }
  });

  it('has no address and no tag in it', async () => {
    const { url } = await liveGateway();
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const word of [HOST, PEER, PLC, 'Speed', 'recipe']) expect(text).not.toContain(word);
  });

  it('tells what status() tells', async () => {
    const { gateway, adapter, url, write } = await liveGateway();
    for (const count of [2, 3, 4]) await write(count);
    await gateway.stop();
    const status = gateway.status();
    const metrics = await scraped(url);
    const { counters, lateness } = adapter.status();
    const cell = { source: 'cell' };
    const lane = { sink: 'broker', priority: 'normal' };
    expect(status.sinks.broker?.delivered).toBeGreaterThan(4);
    expect(lateness.counts.reduce((sum, count) => sum + count, 0)).toBe(counters.ioSent);
    for (const [name, labels, value] of [
      ['eip_gateway_state', { state: 'stopped' }, 1],
      ['eip_gateway_state', { state: 'running' }, 0],
      ['eip_router_records_accepted_total', { kind: 'sample' }, status.router.accepted.sample],
      ['eip_router_records_accepted_total', { kind: 'status' }, status.router.accepted.status],
      ['eip_sink_records_delivered_total', { sink: 'broker' }, status.sinks.broker?.delivered],
      ['eip_spool_entries', lane, status.spool?.sinks.broker?.normal.entries],
      ['eip_spool_full_ratio', lane, status.spool?.sinks.broker?.normal.full],
      ['eip_group_values_total', { ...cell, group: 'outputs' }, status.sources.cell?.groups.outputs?.values],
      ['eip_group_records_total', { source: 'press', group: 'fast' }, status.sources.press?.groups.fast?.records],
      ['eip_source_connections_total', { source: 'press' }, status.sources.press?.connections],
      ['eip_commands_answered_total', { status: 'refused' }, 3],
      ['eip_adapter_io_packets_sent_total', cell, counters.ioSent],
      ['eip_adapter_io_packets_taken_total', { ...cell, data: 'repeated' }, counters.ioRepeated],
      ['eip_adapter_forward_opens_total', { ...cell, result: 'accepted' }, 1],
      ['eip_adapter_production_lateness_seconds_count', cell, counters.ioSent],
      ['eip_adapter_production_lateness_seconds_bucket', { ...cell, le: '+Inf' }, counters.ioSent],
      ['eip_adapter_production_lateness_seconds_sum', cell, lateness.sumUs / 1e6],
    ] as const) {
      expect([name, labels, valueIn(metrics, name, labels)]).toEqual([name, labels, value]);
    }
  });

  it('has every counter of the adapter', async () => {
    const { adapter } = await liveGateway();
    const paths = GATEWAY_METRICS.flatMap(({ series }) => series.map(({ path }) => path));
    const told = paths.flatMap((path) => /\.counters\.(\w+)$/.exec(path)?.[1] ?? []);
    // I/O connections are told by their type.
    expect([...told, 'ioConnections'].sort()).toEqual(Object.keys(adapter.status().counters).sort());
  });

  it('has counters that go on when the adapter is started again', async () => {
    const { adapter, url } = await liveGateway();
    const sent = async () => valueIn(await scraped(url), 'eip_adapter_io_packets_sent_total', { source: 'cell' });
    await adapter.stop();
    const before = await sent();
    expect(before).toBe(adapter.status().counters.ioSent);
    await adapter.start();
    expect(adapter.status().counters.ioSent).toBe(0);
    expect(await sent()).toBe(before);
  });

  it('tells of the process what the system tells', async () => {
    const { url } = await liveGateway();
    const metrics = await scraped(url);
    const limits = readFileSync('/proc/self/limits', 'utf8');
    expect(valueIn(metrics, 'process_max_fds')).toBe(Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]));
    expect(valueIn(metrics, 'process_open_fds')).toBeGreaterThan(3);
    expect(valueIn(metrics, 'process_start_time_seconds')).toBeCloseTo(performance.timeOrigin / 1_000, 3);
    const cpu = ['user', 'system'].map((mode) => valueIn(metrics, 'process_cpu_seconds_total', { mode }) ?? 0);
    expect(cpu[0]).toBeGreaterThan(0);
  });

  it('tells of an event loop that stood still', async () => {
    const { url } = await liveGateway();
    const end = performance.now() + 300;
    while (performance.now() < end);
    const most = async () => valueIn(await scraped(url), 'nodejs_eventloop_lag_max_seconds') ?? 0;
    while ((await most()) < 0.2);
    expect(await most()).toBeLessThan(60);
  });
});
