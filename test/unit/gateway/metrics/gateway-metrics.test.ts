/** Metrics in registries of prom-client: of one gateway, of several, beside those of an application. */
import { Counter, collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { newRegistry } from '../../../../src/gateway/metrics/prom-client.js';
import { GATEWAY_METRICS } from '../../../../src/gateway/metrics/table.js';
import { GatewayMetrics, type GatewayStatus, type MetricsRegistry } from '../../../../src/gateway.js';
import { gatewayStatus, sourceStatus } from './full-status.js';

const registered: GatewayMetrics[] = [];
afterEach(() => {
  for (const metrics of registered.splice(0)) metrics.unregister();
});

interface Wanted {
  readonly registry?: MetricsRegistry;
  readonly instance?: string;
  readonly status?: () => GatewayStatus;
}

function metricsOf({ registry, instance = 'edge-7', status = gatewayStatus }: Wanted): GatewayMetrics {
  const metrics = new GatewayMetrics({ gateway: { status }, app: { name: 'press-monitor', instance }, registry });
  registered.push(metrics);
  return metrics;
}

const namesIn = (registry: Registry) => registry.getMetricsAsArray().map(({ name }) => name);

function linesOf(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('a registry of its own', () => {
  it('has the metrics of the process too', async () => {
    const text = await (await metricsOf({}).register()).metrics();
    expect(linesOf(text, 'eip_router_records_waiting')).toEqual(['eip_router_records_waiting{gateway="edge-7"} 7']);
    expect(linesOf(text, 'process_resident_memory_bytes')[0]).toMatch(/^process_resident_memory_bytes \d+$/);
  });

  it('says what to install where there is no prom-client', async () => {
    const load = () => import('prom-client-that-is-not-there' as string);
    await expect(newRegistry(load)).rejects.toMatchObject({
      code: 'EIP_METRICS_MODULE_MISSING',
      message: expect.stringContaining('npm install prom-client'),
    });
  });
});

describe('a registry of the application', () => {
  it('has those of the gateway, and none of the process: these are its own', async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const before = namesIn(registry);
    const metrics = metricsOf({ registry });
    expect(await metrics.register()).toBe(registry);
    expect(namesIn(registry).slice(before.length)).toEqual(GATEWAY_METRICS.map(({ name }) => name));
    metrics.unregister();
    expect(namesIn(registry)).toEqual(before);
  });

  it('has several gateways, told apart by their label; the last one takes the metrics with it', async () => {
    const registry = new Registry();
    const [one, two] = [metricsOf({ registry, instance: 'one' }), metricsOf({ registry, instance: 'two' })];
    await one.register();
    await two.register();
    const line = (instance: string) => `eip_router_records_waiting{gateway="${instance}"} 7`;
    expect(linesOf(await registry.metrics(), 'eip_router_records_waiting')).toEqual([line('one'), line('two')]);
    one.unregister();
    expect(linesOf(await registry.metrics(), 'eip_router_records_waiting')).toEqual([line('two')]);
    two.unregister();
    expect(namesIn(registry)).toEqual([]);
  });

  it('has no two gateways of one instance: the second one is refused, and the first one stays', async () => {
    const registry = new Registry();
    await metricsOf({ registry }).register();
    const before = await registry.metrics();
    await expect(metricsOf({ registry }).register()).rejects.toMatchObject({
      code: 'EIP_METRICS_TAKEN',
      message: expect.stringContaining('"edge-7"'),
    });
    expect(linesOf(await registry.metrics(), 'eip_sink')).toEqual(linesOf(before, 'eip_sink'));
  });

  it.each([GATEWAY_METRICS[0], GATEWAY_METRICS.at(-1)])(
    'that has $name already is refused, and is as it was',
    async (row) => {
      const registry = new Registry();
      const own = new Counter({ name: row!.name, help: 'of the application', registers: [registry] });
      await expect(metricsOf({ registry }).register()).rejects.toMatchObject({ code: 'EIP_METRICS_TAKEN' });
      expect(registry.getMetricsAsArray()).toEqual([own]);
    },
  );

  it('keeps a metric that the application put in place of ours', async () => {
    const registry = new Registry();
    const metrics = metricsOf({ registry });
    await metrics.register();
    registry.clear();
    const own = new Gauge({ name: 'eip_router_records_waiting', help: 'of the application', registers: [registry] });
    metrics.unregister();
    expect(registry.getMetricsAsArray()).toEqual([own]);
  });

  it('of OpenMetrics has counters by their names too', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    await metricsOf({ registry }).register();
    for (const _ of ['twice', 'the same']) {
      const text = await registry.metrics();
      expect(text).toContain(
        '# TYPE eip_router_records_rejected counter\neip_router_records_rejected_total{gateway="edge-7"} 6\n',
      );
      expect(text).toMatch(
        /eip_adapter_production_lateness_seconds_bucket\{gateway="edge-7",source="cell",le="\+Inf"\} 10\n/,
      );
    }
  });

  it('may be set back: its values are those of the gateway', async () => {
    const registry = new Registry();
    await metricsOf({ registry }).register();
    registry.resetMetrics();
    expect(await registry.metrics()).toContain('eip_router_records_rejected_total{gateway="edge-7"} 6\n');
  });
});

describe('a scrape', () => {
  it('asks the gateway once, so that its figures are of one moment, and the next one asks again', async () => {
    let asked = 0;
    const status = () => {
      asked++;
      return gatewayStatus();
    };
    const registry = await metricsOf({ status }).register();
    expect(asked).toBe(0);
    await registry.metrics();
    expect(asked).toBe(1);
    await registry.metrics();
    expect(asked).toBe(2);
  });

  it('has counters that go on when a part of the gateway begins anew', async () => {
    let delivered = 90;
    const status = () => {
      const full = gatewayStatus();
      return { ...full, sinks: { broker: { ...full.sinks.broker!, delivered } } };
    };
    const registry = await metricsOf({ status }).register();
    const told = async () => linesOf(await registry.metrics(), 'eip_sink_records_delivered_total')[0]?.split(' ')[1];
    expect(await told()).toBe('90');
    delivered = 4;
    expect(await told()).toBe('94');
  });

  it('has names as somebody wrote them, whatever is in them', async () => {
    const status = () => gatewayStatus({ sources: { 'a"b\\c\nd': sourceStatus() } });
    const text = await (await metricsOf({ status }).register()).metrics();
    expect(text).toContain('eip_source_healthy{gateway="edge-7",source="a\\"b\\\\c\\nd"} 1\n');
  });

  it('that fails says so, and the next one works', async () => {
    let fails = true;
    const status = () => {
      if (fails) throw new Error('no status');
      return gatewayStatus();
    };
    const registry = await metricsOf({ status }).register();
    await expect(registry.metrics()).rejects.toThrow('no status');
    fails = false;
    expect(await registry.metrics()).toContain('eip_build_info');
  });
});
