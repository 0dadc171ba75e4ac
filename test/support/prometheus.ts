/** A real Prometheus of one's own, with its own folder and port, gone with the process that has it; and promtool. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, handOver, startChild } from './broker/child.js';
import { freePorts } from './broker/ports.js';

/** More than a loaded machine ever took. */
const START_TIMEOUT_MS = 60_000;

export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Prometheus implements AsyncDisposable {
  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /** Scrapes this target; resolved when it answers queries. */
  static async launch(target: string): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'eip-prometheus-'));
    const config = join(folder, 'prometheus.yml');
    const data = join(folder, 'data');
    writeFileSync(
      config,
      `scrape_configs:\n  - job_name: eip-native\n    scrape_interval: 200ms\n    static_configs:\n      - targets: ['${target}']\n`,
    );
    mkdirSync(data);
    for (const path of [folder, config, data]) handOver(path);
    const [port = 0] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const args = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`];
    const child = startChild('prometheus', args, { cwd: folder, env: { PATH: process.env.PATH ?? '' } });
    const prometheus = new Prometheus(child, folder, `http://${address}`);
    try {
      await prometheus.ready();
    } catch (error) {
      await prometheus[Symbol.asyncDispose]();
      throw error;
    }
    return prometheus;
  }

  async query(expression: string): Promise<QueryResult[]> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { status, data, error } = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** Resolved when the expression has a result. */
  async until(expression: string): Promise<void> {
    while ((await this.query(expression)).length === 0) await delay(50);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const giveUp = AbortSignal.timeout(START_TIMEOUT_MS);
    while (!(await this.isReady())) {
      if (giveUp.aborted || this.child.hasEnded) throw new Error(`Prometheus does not start:\n${this.child.text}`);
      await delay(50);
    }
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/-/ready`)).ok;
    } catch {
      return false;
    }
  }
}

/** Runs to the end; what it says. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { status, text: `${stdout}${stderr}` };
}
