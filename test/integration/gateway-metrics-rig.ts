/** A gateway with something of everything: an adapter that is scanned, a controller that is asked, a spool, commands. */
import { once } from 'node:events';
import {
  type CommandsPart,
  type CommandsStatus,
  ExplicitSource,
  type Gateway,
  historyFor,
  ImplicitSource,
} from '../../src/gateway.js';
import { Adapter, type AdapterOptions } from '../../src/index.js';
import { app, type Served, serverFor } from './gateway-http-rig.js';
import { newGateway, TestSink, TestSource, until } from './gateway-rig.js';
import { CELL, cleanups, command, scannerFor } from './implicit-source-rig.js';
import { PLC, plcWith } from './subscription-rig.js';

class TestCommands extends TestSource implements CommandsPart {
  status(): CommandsStatus {
    const answered = { ok: 5, failed: 4, refused: 3, expired: 2, unknown: 1 };
    const counts = { answered, repeated: 6, invalid: 7, unanswered: 8, underWay: 1 };
    return { queue: 'commands.press', active: true, reason: null, ...counts };
  }
}

export interface Live extends Served {
  readonly gateway: Gateway;
  readonly adapter: Adapter;
  readonly sink: TestSink;
  /** The scanner writes a command; resolved when it is a record that the sink has. */
  write(count: number): Promise<void>;
}

const FAST = { rateMs: 20 };

/** Runs, with values in every figure. */
export async function liveGateway(): Promise<Live> {
  const settings = { groups: { outputs: { assembly: 'command' } } };
  const result = { ...CELL.assemblies.result, watchdogMs: 60_000 };
  const options: AdapterOptions = { ...CELL, assemblies: { ...CELL.assemblies, result } };
  const adapter = new Adapter(historyFor(options, settings)) as Adapter;
  const cell = new ImplicitSource('cell', settings, { adapter, app });
  const plc = await plcWith();
  const groups = { fast: { ...FAST, tags: ['Speed'] } };
  const press = new ExplicitSource('press', { host: PLC, port: plc.port, groups }, { app });
  const sink = new TestSink();
  const gateway = newGateway({ app, sources: [cell, press], sinks: [sink], commands: new TestCommands('commands') });
  const served = await serverFor({ gateway });
  await gateway.start();
  cleanups.push(() => gateway.stop());
  const scanner = scannerFor(adapter);
  const opened = once(adapter, 'connection');
  await scanner.open();
  await opened;
  const write = async (count: number): Promise<void> => {
    scanner.write(command({ count }));
    await sink.until(() =>
      sink.given.some(
        (record) =>
          record.kind === 'sample' && record.values.count?.quality === 'good' && record.values.count.value === count,
      ),
    );
  };
  await write(1);
  await sink.until(() => sink.given.some(({ kind, source }) => kind === 'sample' && source === 'press'));
  await until(() => gateway.status().sinks.broker?.waiting === 0);
  return { ...served, gateway, adapter, sink, write };
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scraped {
  readonly type: string;
  readonly help: string;
  /** Of histograms by the name with its suffix. */
  readonly series: ReadonlyMap<string, readonly Series[]>;
}

/** Metrics by their names, read from the text that Prometheus gets. */
export function parsedMetrics(text: string): Map<string, Scraped> {
  const found = new Map<string, { type: string; help: string; series: Map<string, Series[]> }>();
  for (const line of text.split('\n')) {
    const [, kind, about = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    const metric = found.get(about) ?? { type: '', help: '', series: new Map() };
    if (kind === 'HELP') found.set(about, { ...metric, help: rest });
    else if (kind === 'TYPE') found.set(about, { ...metric, type: rest });
    else if (line !== '') addSeries(found, line);
  }
  return found;
}

function addSeries(found: Map<string, { series: Map<string, Series[]> }>, line: string): void {
  const [, name = '', labelText = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  const metric = found.get(name) ?? found.get(name.replace(/_(bucket|sum|count)$/, ''));
  if (metric === undefined) throw new Error(`a line of no metric: ${line}`);
  const labels = Object.fromEntries(
    [...labelText.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
  );
  metric.series.set(name, [...(metric.series.get(name) ?? []), { labels, value: Number(value) }]);
}

export async function scraped(url: string): Promise<Map<string, Scraped>> {
  const answer = await fetch(`${url}/metrics`);
  return parsedMetrics(await answer.text());
}

/** Of the series with these labels, those of the gateway aside. */
export function valueIn(
  metrics: Map<string, Scraped>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const metric = metrics.get(name) ?? metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
  const series = metric?.series.get(name) ?? [];
  return series.find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value;
}
