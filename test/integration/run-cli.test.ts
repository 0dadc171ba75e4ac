/** `eip-native run` without a broker: how it begins and ends, what it tells systemd, and what a reload may change. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { NotifySocket } from '../support/notify-socket.js';
import { cleanups } from './cli-rig.js';

const PLC = '127.0.61.1';
const root = mkdtempSync(join(tmpdir(), 'eip-run-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
});

/** Nobody listens on port 1. */
const REST = `app: { name: edge, instance: test }
rabbitmq: { addresses: 127.0.0.1:1, retryDelayMs: 50 }
telemetry: { spool: { folder: FOLDER/spool }, sinks: { rabbitmq: { queue: records } } }
`;
const source = (rateMs: number, more = '') =>
  `plc: { protocol: explicit, host: ${PLC}, slot: 0, groups: { all: { tags: [Speed], rateMs: ${rateMs}, report: cycle } }${more} }`;
const gateway = (sources: string, more = '') =>
  `gateway: { http: { port: 0 }, stopMs: 500, sources: { ${sources} }${more} }\n`;

function config(text: string, name = 'edge.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text.replaceAll('FOLDER', folder));
  return path;
}

/** Ends with the test. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Cli {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const cli = Cli.start(['run', ...args, '--json'], 'main.js', 'pipe', ['env', ...settings]);
  cleanups.push(async () => {
    cli.signal('SIGKILL');
    await cli.ended;
  });
  return cli;
}

async function simulator(): Promise<LogixSimulator> {
  const made = new LogixSimulator({ host: PLC, tags: { Speed: { type: 'DINT', value: 1 } } });
  await made.start();
  onTestFinished(() => made.stop());
  return made;
}

describe('without a broker', () => {
  test('it is ready, keeps the records, and ends with 0', async () => {
    await simulator();
    const cli = run([config(REST + gateway(source(20)))]);
    const running = await cli.line('running');
    expect(running).toMatchObject({ app: { name: 'edge' }, sources: ['plc'], sinks: ['rabbitmq'], pid: cli.child.pid });
    const { host, port } = running.http as { host: string; port: number };
    expect((await fetch(`http://${host}:${port}/health/live`)).status).toBe(200);
    const page = async () => (await fetch(`http://${host}:${port}/metrics`)).text();
    while (!/^eip_\w*accepted\w*\{[^}]*kind="sample"[^}]*\} [1-9]/m.test(await page()));
    expect((await fetch(`http://${host}:${port}/health/ready`)).status).toBe(503);
    cli.signal('SIGTERM');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(cli.summary).toMatchObject({ delivered: 0, refused: 0, dropped: 0, rejected: 0, overruns: 0 });
    expect(cli.summary.waiting).toBe(cli.summary.accepted);
    expect(cli.summary.accepted).toBeGreaterThan(0);
  });

  test('SIGINT while the PLC is away too; why it is not ready is told', async () => {
    const cli = run([config(REST + gateway(source(20)))]);
    await cli.line('running');
    expect(await cli.line('readiness')).toMatchObject({
      ready: false,
      reason: expect.stringContaining('sources.plc: '),
    });
    cli.signal('SIGINT');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(cli.summary.type).toBe('summary');
  });

  test('for people: what runs, and what it came to', async () => {
    const cli = Cli.start(['run', config(REST + gateway(source(20)))]);
    onTestFinished(() => cli.signal('SIGKILL'));
    while (!cli.stdout.includes('\n')) await new Promise((next) => setTimeout(next, 10));
    expect(cli.lines[0]).toMatch(/^running: 1 source, 1 sink, health and metrics on http:\/\/127\.0\.0\.1:\d+$/);
    cli.signal('SIGTERM');
    await cli.ended;
    expect(cli.lines.at(-1)).toMatch(/^0 records delivered, \d+ wait in the spool, 0 refused, 0 lost$/);
    expect(cli.stderr).toMatch(/"module":"gateway/);
  });
});

describe('what is wrong', () => {
  test('the configuration: exit code 2, each mistake with its line', async () => {
    const cli = await Cli.run(['run', config(`${REST}${gateway(source(0))}adaptr: {}\n`), '--json']);
    expect(cli.code).toBe(2);
    expect(cli.json.filter(({ type }) => type === 'problem').map(({ option, line }) => [option, line])).toEqual([
      ['gateway.sources.plc.groups.all.rateMs', 4],
      ['adaptr', 5],
    ]);
    expect(cli.stderr).toMatch(/edge\.yaml:4:\d+: gateway\.sources\.plc\.groups\.all\.rateMs: expected a whole number/);
    expect(cli.summary).toMatchObject({ error: { code: 'EIP_CONFIG_INVALID' } });
  });

  test('no gateway in it: exit code 2', async () => {
    const cli = await Cli.run(['run', config('app: { name: x }\n'), '--json']);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(/edge\.yaml:1:1: gateway: required: the section "gateway", enabled/);
  });

  test('a port that is taken: exit code 1, and nothing is left', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as { port: number };
    const text = REST + gateway(source(20)).replace('port: 0', `port: ${port}`);
    const cli = await Cli.run(['run', config(text), '--json']);
    expect({ code: cli.code, error: cli.summary.error }).toMatchObject({ code: 1, error: { code: 'EIP_PORT_IN_USE' } });
  });

  test('a spool that another one has', async () => {
    const path = config(REST + gateway(source(20)));
    const first = run([path]);
    await first.line('running');
    const second = await Cli.run(['run', path, '--json']);
    expect(second.code).not.toBe(0);
    expect(second.summary.error).toMatchObject({ code: 'EIP_SPOOL_IN_USE' });
  });

  test('an address of the adapter that is none of this machine: exit code 1', async () => {
    const adapter = `adapter: { host: 192.0.2.1, identity: { vendorId: 1, serialNumber: 1, productName: Edge }, assemblies: { out: { instance: 150, kind: output, size: 4, layout: { level: { type: dint, offset: 0 } } } } }\n`;
    const cli = await Cli.run([
      'run',
      config(REST + adapter + gateway('io: { protocol: implicit, groups: { all: { assembly: out } } }')),
      '--json',
    ]);
    expect({ code: cli.code, error: cli.summary.error }).toMatchObject({
      code: 1,
      error: { code: 'EIP_ADDRESS_UNAVAILABLE' },
    });
  });

  test.each([
    ['an exception that nobody caught', 'throw new Error("broken on purpose")'],
    ['a rejection that nobody handled', 'void Promise.reject(new Error("broken on purpose"))'],
  ])('%s: logged, exit code 1', async (_what, statement) => {
    const script = config(`process.once('SIGUSR2', () => { ${statement}; });\n`, 'breaks.cjs');
    const log = join(folder, 'edge.log');
    const text = `${REST}logging: { console: 'off', file: { path: ${log} } }\n${gateway(source(20))}`;
    const cli = run([config(text)], { NODE_OPTIONS: `--require=${script}` });
    await cli.line('running');
    cli.signal('SIGUSR2');
    expect(await cli.ended).toEqual({ code: 1, signal: null });
    expect(cli.stderr).toMatch(/broken on purpose/);
    expect(readFileSync(log, 'utf8')).toMatch(/"level":"fatal".*broken on purpose/);
  });
});

describe('SIGHUP', () => {
  test('levels, groups and delivery are others; what else is said is refused as a whole', async () => {
    const plc = await simulator();
    const path = config(REST + gateway(source(3_600_000)));
    const cli = run([path]);
    await cli.line('running');

    config(`${REST}logging: { level: debug }\n${gateway(source(20), ', delivery: { rabbitmq: { probeMs: 100 } }')}`);
    cli.signal('SIGHUP');
    expect(await cli.line('reloaded')).toMatchObject({
      sources: ['plc'],
      sinks: [],
      delivery: ['rabbitmq'],
      logging: true,
    });
    await reads(plc, 5);

    config(
      REST.replace('records', 'others') +
        gateway(source(3_600_000, ', timeoutMs: 1000')).replace('stopMs: 500', 'stopMs: 5'),
    );
    cli.signal('SIGHUP');
    const refused = await cli.line('reloadRefused');
    expect(refused.code).toBe('EIP_RELOAD_REFUSED');
    expect((refused.problems as { option: string; line?: number }[]).map(({ option, line }) => [option, line])).toEqual(
      [
        ['gateway.sources.plc.timeoutMs', 4],
        ['gateway.stopMs', 4],
      ],
    );
    await reads(plc, 5);

    config('gateway: [\n');
    const next = cli.next('reloadRefused');
    cli.signal('SIGHUP');
    expect(await next).toMatchObject({ code: 'EIP_CONFIG_INVALID' });
    await reads(plc, 5);

    cli.signal('SIGTERM');
    expect((await cli.ended).code).toBe(0);
    expect(cli.summary).toMatchObject({ reloads: 1, refusedReloads: 2 });
  });

  test('one that comes before it is ready waits', async () => {
    const path = config(REST + gateway(source(3_600_000)));
    const cli = run([path], {
      NODE_OPTIONS: `--require=${config("process.emit('SIGHUP'); setImmediate(() => process.kill(process.pid, 'SIGHUP'));", 'early.cjs')}`,
    });
    await cli.line('running');
    expect(await cli.line('reloaded')).toMatchObject({ sources: [], sinks: [], delivery: [], logging: false });
    const told = cli.json.map(({ type }) => type).filter((type) => type !== 'readiness');
    expect(told).toEqual(['running', 'reloaded']);
  });
});

/** So many more reads of its tag. */
function reads(plc: LogixSimulator, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    const onRequest = ({ tag }: { readonly tag: string | undefined }) => {
      if (tag !== 'Speed' || --left > 0) return;
      plc.off('request', onRequest);
      resolve();
    };
    plc.on('request', onRequest);
  });
}

describe('systemd', () => {
  test.each([
    ['a path', () => join(folder, 'notify.sock')],
    ['an abstract name', () => `@eip-native-${process.pid}`],
  ])('is told over %s: ready, reloading, stopping', async (_what, address) => {
    const socket = await NotifySocket.listen(address());
    onTestFinished(() => socket.close());
    const cli = run([config(REST + gateway(source(20)))], { NOTIFY_SOCKET: socket.address });
    expect(await socket.message(/^READY=1$/)).toContain('STATUS=runs');
    expect(await socket.message(/^STATUS=runs, not ready: /)).toBeDefined();
    const before = socket.messages.length;
    cli.signal('SIGHUP');
    const reloading = await socket.message(/^RELOADING=1$/, before);
    expect(reloading.some((one) => /^MONOTONIC_USEC=\d+$/.test(one))).toBe(true);
    await socket.message(/^READY=1$/, before);
    cli.signal('SIGTERM');
    await socket.message(/^STOPPING=1$/);
    expect((await cli.ended).code).toBe(0);
    expect(socket.messages.flat()).not.toContain('WATCHDOG=1');
  });

  test('is told that it lives, as long as its event loop turns', async () => {
    const socket = await NotifySocket.listen(join(folder, 'notify.sock'));
    onTestFinished(() => socket.close());
    const hangs = config("process.once('SIGUSR2', () => { for (;;); });\n", 'hangs.cjs');
    const env = { NOTIFY_SOCKET: socket.address, WATCHDOG_USEC: '200000', NODE_OPTIONS: `--require=${hangs}` };
    const cli = run([config(REST + gateway(source(20)))], env);
    await socket.message(/^READY=1$/);
    await socket.message(/^WATCHDOG=1$/);
    await socket.message(/^WATCHDOG=1$/, socket.messages.length);
    cli.signal('SIGUSR2');
    // What was on its way when it stood still arrives; then nothing does.
    const quiet = async () => {
      const before = socket.messages.length;
      await new Promise((next) => setTimeout(next, 1_000));
      return socket.messages.length === before;
    };
    while (!(await quiet()));
    expect(cli.child.exitCode).toBeNull();
  });

  test('a watchdog of another process is none of it', async () => {
    const socket = await NotifySocket.listen(join(folder, 'notify.sock'));
    onTestFinished(() => socket.close());
    const env = { NOTIFY_SOCKET: socket.address, WATCHDOG_USEC: '2000', WATCHDOG_PID: '1' };
    const cli = run([config(REST + gateway(source(20)))], env);
    await socket.message(/^READY=1$/);
    cli.signal('SIGTERM');
    await socket.message(/^STOPPING=1$/);
    expect(socket.messages.flat()).not.toContain('WATCHDOG=1');
  });

  test('a program that is not there is told once, and the gateway runs', async () => {
    const cli = run([config(REST + gateway(source(20)))], {
      NOTIFY_SOCKET: join(folder, 'none.sock'),
      PATH: folder,
    });
    await cli.line('running');
    cli.signal('SIGHUP');
    await cli.line('reloaded');
    cli.signal('SIGTERM');
    expect((await cli.ended).code).toBe(0);
    expect(cli.stderr.match(/systemd-notify is not there/g)).toHaveLength(1);
  });
});
