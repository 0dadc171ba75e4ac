/** The adapter of a configuration file: it takes part on the network; what its inputs hold is zeros, or a mirror. */
import { inspect } from 'node:util';
import { Adapter, type AdapterOptions } from '../adapter/index.js';
import { readConfiguration } from './config.js';
import type { Line } from './output.js';
import { hexText } from './texts.js';
import { plainValue } from './value-text.js';

/** Flags that count more than the file. */
export interface Overrides {
  readonly host?: string;
  readonly port?: number;
  readonly ioPort?: number;
  readonly allow?: readonly string[];
  readonly readOnly?: boolean;
}

/** An adapter that a command runs, and how its status is told. */
export interface ServedAdapter {
  readonly adapter: Adapter;
  status(): { readonly line: Line; readonly text: string };
}

/** @throws EipConfigError for what is wrong with the file */
export function configuredAdapter(file: string, overrides: Overrides): ServedAdapter {
  const options = { ...readConfiguration(file).adapter, ...overrides };
  const adapter = new Adapter(options);
  const outputs = outputsOf(options);
  return { adapter, status: () => statusOf(adapter, outputs) };
}

function outputsOf({ assemblies }: AdapterOptions): string[] {
  return Object.keys(assemblies).filter((name) => assemblies[name]?.kind === 'output');
}

function statusOf(adapter: Adapter, names: readonly string[]): ReturnType<ServedAdapter['status']> {
  const { counters, connections } = adapter.status();
  const outputs = names.map((name) => ({ name, ...adapter.output(name).read() }));
  const texts = outputs.map(({ name, run, value }) => `${name} ${run ? 'run ' : 'idle'} ${valueText(value)}`);
  const entries = outputs.map(({ name, run, connected, value }) => [
    name,
    { connected, run, value: plainValue(value) },
  ]);
  return {
    line: { type: 'status', connections: connections.length, outputs: Object.fromEntries(entries), counters },
    text: [`connections ${connections.length}`, ...texts].join(', '),
  };
}

function valueText(value: unknown): string {
  return value instanceof Uint8Array ? hexText(value) : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
