/** A real Prometheus scrapes a running gateway; promtool looks at what it gets, and at the alerts of deploy/. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { Prometheus, promtool } from '../support/prometheus.js';
import { liveGateway, scraped } from './gateway-metrics-rig.js';

/** Another one at each look. */
const MOVING = /_age_seconds$|_uptime_seconds$/;

it('promtool finds nothing to say about a scrape', async () => {
  const { url } = await liveGateway();
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, text: '' });
  const worse = text.replaceAll('eip_sink_failures_total', 'eip_sink_failures');
  expect(promtool(['check', 'metrics'], worse).status).not.toBe(0);
});

it('Prometheus has every series with its value', async () => {
  const { gateway, url, host, port, write } = await liveGateway();
  await using prometheus = await Prometheus.launch(`${host}:${port}`);
  await prometheus.until('eip_gateway_state{state="running"} == 1');
  for (const count of [2, 3, 4]) await write(count);
  await gateway.stop();
  await prometheus.until('eip_gateway_state{state="stopped"} == 1');
  const stored = await prometheus.query('{__name__=~"eip_.+"}');
  const had = new Map(
    stored.map(({ metric: { __name__: name = '', job, instance, ...labels }, value }) => [keyOf(name, labels), value]),
  );
  const told = [...(await scraped(url)).values()]
    .flatMap(({ series }) => [...series])
    .flatMap(([name, all]) => all.map(({ labels, value }) => [keyOf(name, labels), value] as const))
    .filter(([key]) => key.startsWith('eip_') && !MOVING.test(key.split(' ')[0] ?? ''));
  expect(told.length).toBeGreaterThan(150);
  for (const [key, value] of told) expect([key, had.get(key)]).toEqual([key, value]);
  const delivered = await prometheus.query('sum(eip_sink_records_delivered_total)');
  expect(delivered[0]?.value).toBe(gateway.status().sinks.broker?.delivered);
  const quantile = 'histogram_quantile(0.99, sum by (le) (eip_adapter_production_lateness_seconds_bucket))';
  expect((await prometheus.query(quantile))[0]?.value).toBeGreaterThan(0);
});

/** Labels that are empty are none to Prometheus. */
function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  const told = Object.entries(labels).filter(([, text]) => text !== '');
  return `${name} ${JSON.stringify(told.sort())}`;
}

const rules = (name: string) => resolve(__dirname, '../../deploy/prometheus', name);

it('the alerts of deploy/ are right, and tell what they shall', () => {
  expect(promtool(['check', 'rules', rules('alerts.yaml')])).toMatchObject({ status: 0 });
  const tested = promtool(['test', 'rules', rules('alerts.test.yaml')]);
  expect(tested).toEqual({ status: 0, text: expect.stringContaining('SUCCESS') });
});
