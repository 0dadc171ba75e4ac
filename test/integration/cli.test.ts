import { once } from 'node:events';
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Scanner } from '../../src/testing.js';
import { Cli, DIST_CLI } from '../support/cli.js';
import { ScriptedTarget } from '../support/scripted-target.js';
import { adapterOn, cleanups, started } from './cli-rig.js';

const ADAPTER = '127.0.32.2';
const SCANNER = '127.0.32.1';
const NOT_OURS = '192.0.2.1';
const ADAPTER_ARGS = ['adapter', '--bind', ADAPTER, '--json'];
const SCAN_ARGS = ['scan', ADAPTER, '--bind', SCANNER, '--json'];

const adapterRuns = (...more: string[]) => adapterOn(ADAPTER, ...more);

/** Connection events that an adapter told. */
function events(adapter: Cli): unknown[] {
  return adapter.json.filter(({ type }) => type === 'connection').map(({ event }) => event);
}

describe('adapter and scan', () => {
  test('scan --duration ends by itself: nothing lost, the last line is the summary, exit code 0', async () => {
    const adapter = await adapterRuns();
    const scan = await Cli.run([...SCAN_ARGS, '--rpi-ms', '10', '--duration', '1.5']);
    expect(scan.code).toBe(0);
    expect(scan.json.map(({ type }) => type)).toEqual(['open', 'status', 'summary']);
    const { sent, received, intervalUs } = scan.summary;
    expect(scan.summary).toMatchObject({ lost: 0, outOfOrder: 0, apiMs: 10 });
    expect(received).toBeGreaterThan(140);
    expect(sent).toBeGreaterThan(50);
    expect(Object.keys(intervalUs as object)).toEqual(['min', 'p50', 'p99', 'max']);
    adapter.signal('SIGTERM');
    expect((await adapter.ended).code).toBe(0);
    expect(events(adapter)).toEqual(['opened', 'run', 'closed']);
    expect(adapter.summary.events).toMatchObject({ opened: 1, closed: 1, timedOut: 0 });
  });

  test.each(['native', 'js'])('--mirror %s: what the scanner writes comes back', async (mirror) => {
    await adapterRuns('--mirror', mirror);
    await using scanner = new Scanner({ host: ADAPTER, bind: SCANNER });
    const value = Uint8Array.from({ length: 32 }, (_, index) => 200 - index);
    scanner.write(value);
    const back = new Promise<void>((resolve) => {
      scanner.on('data', (packet) => {
        if (Buffer.compare(packet.value, value) === 0) resolve();
      });
    });
    await scanner.open();
    await back;
  });

  test('without --mirror the input stays as it is', async () => {
    await adapterRuns();
    await using scanner = new Scanner({ host: ADAPTER, bind: SCANNER });
    scanner.write(new Uint8Array(32).fill(1));
    const values: number[] = [];
    scanner.on('data', ({ value }) => values.push(...value));
    await scanner.open();
    for (let packets = 0; packets < 10; packets++) await once(scanner, 'data');
    expect(new Set(values)).toEqual(new Set([0]));
  });

  test('--port and --io-port', async () => {
    const adapter = await adapterRuns('--port', '0', '--io-port', '0');
    const { port, ioPort } = await adapter.line('listening');
    expect(port).not.toBe(44818);
    expect(ioPort).not.toBe(2222);
    const args = ['scan', `${ADAPTER}:${port}`, '--bind', SCANNER, '--io-port', '0', '--json', '--duration', '0.5'];
    const scan = await Cli.run(args);
    expect(scan.code).toBe(0);
    expect(scan.json[0]).toMatchObject({ type: 'open', outputPort: ioPort });
    expect(scan.summary.received).toBeGreaterThan(30);
  });

  test('text for people: data on stdout, nothing that looks like JSON', async () => {
    await adapterRuns();
    const scan = await Cli.run(['scan', ADAPTER, '--bind', SCANNER, '--duration', '1.2']);
    expect(scan.code).toBe(0);
    expect(scan.lines[0]).toBe(`connected to ${ADAPTER}:44818 from ${SCANNER}:2222, T->O every 10 ms`);
    expect(scan.lines[1]).toMatch(/^sent \d+, received \d+, lost 0, out of order 0, input 00 00 .*\.\.\.$/);
    expect(scan.lines[2]).toMatch(/^sent \d+, .* interval p50 \d+\.\d\d ms, p99 \d+\.\d\d ms \(granted 10 ms\)$/);
    expect(scan.stdout).not.toContain('{');
  });
});

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s: scan closes its connection, exit code 0', async (signal) => {
    const adapter = await adapterRuns();
    const scan = started(SCAN_ARGS);
    await scan.line('open');
    scan.signal(signal);
    expect(await scan.ended).toEqual({ code: 0, signal: null });
    expect(scan.summary.received).toBeGreaterThan(0);
    adapter.signal(signal);
    expect(await adapter.ended).toEqual({ code: 0, signal: null });
    expect(events(adapter).at(-1)).toBe('closed');
  });

  test('an adapter that ends aborts its connections; the scanner notices, exit code 1', async () => {
    const adapter = await adapterRuns();
    const scan = started(SCAN_ARGS);
    await scan.line('open');
    adapter.signal('SIGINT');
    expect((await adapter.ended).code).toBe(0);
    expect(adapter.summary.events).toMatchObject({ aborted: 1 });
    expect((await scan.ended).code).toBe(1);
    expect(scan.summary.error).toMatchObject({ code: 'EIP_INPUT_TIMED_OUT' });
    expect(scan.stderr).toMatch(/error: No T->O packet from 127\.0\.32\.2 for 320 ms/);
  });

  test('a second Ctrl-C ends at once', async () => {
    const target = await ScriptedTarget.listen('127.0.32.3', {
      router: ({ service }) => (service === 0x4e ? 'silent' : 'usual'),
    });
    cleanups.push(() => target.close());
    const scan = started(['scan', `127.0.32.3:${target.port}`, '--bind', SCANNER, '--json']);
    await scan.line('open');
    scan.signal('SIGINT');
    await vi.waitFor(() => expect(target.services).toContain(0x4e), { timeout: 10_000 });
    // A signal that follows within 200 ms is taken for the same Ctrl-C.
    await new Promise((next) => setTimeout(next, 300));
    expect(scan.child.exitCode).toBeNull();
    const asked = performance.now();
    scan.signal('SIGINT');
    expect((await scan.ended).code).toBe(1);
    expect(performance.now() - asked, 'without waiting 5 s for the reply').toBeLessThan(4_500);
  });

  test('Ctrl-C while it still connects is a clean end', async () => {
    const target = await ScriptedTarget.listen('127.0.32.3', { encapsulation: () => undefined });
    cleanups.push(() => target.close());
    const scan = started(['scan', `127.0.32.3:${target.port}`, '--bind', SCANNER, '--json']);
    while (target.commands.length === 0) await new Promise((next) => setTimeout(next, 10));
    scan.signal('SIGINT');
    expect((await scan.ended).code).toBe(0);
    expect(scan.summary).toMatchObject({ sent: 0, received: 0 });
  });

  test('when nobody reads stdout any more the connection is closed all the same', async () => {
    const adapter = await adapterRuns();
    const scan = started(SCAN_ARGS);
    await scan.line('open');
    scan.child.stdout?.destroy();
    expect((await scan.ended).code).toBe(0);
    adapter.signal('SIGTERM');
    await adapter.ended;
    expect(events(adapter).at(-1)).toBe('closed');
  });

  /** Its stdout takes nothing, as a file on a full disk. */
  async function onFullDisk(args: readonly string[], script?: string): Promise<Cli> {
    const full = openSync('/dev/full', 'w');
    cleanups.push(() => closeSync(full));
    const cli = Cli.start(args, script, full);
    cleanups.push(() => cli.signal('SIGKILL'));
    expect((await cli.ended).code).toBe(1);
    return cli;
  }

  const SAID = /^error: stdout cannot be written: no space left \(ENOSPC\)\. Check .+ \[EIP_OUTPUT_FAILED\]\n$/;

  test('a full disk: scan closes its connection, says what to check, exit code 1', async () => {
    const adapter = await adapterRuns();
    expect((await onFullDisk(SCAN_ARGS)).stderr).toMatch(SAID);
    adapter.signal('SIGTERM');
    await adapter.ended;
    expect(events(adapter)).toEqual(expect.arrayContaining(['opened', 'closed']));
  });

  test('a full disk: adapter ends, says what to check, exit code 1', async () => {
    expect((await onFullDisk(ADAPTER_ARGS)).stderr).toMatch(SAID);
  });

  test('a full disk: a failure of the summary alone is told too', async () => {
    await adapterRuns();
    const cli = await onFullDisk(['scan', ADAPTER, '--bind', SCANNER, '--duration', '0.001']);
    expect(cli.stderr).toMatch(SAID);
  });
});

describe('wrong usage: exit code 2, said on stderr, nothing on stdout', () => {
  test.each([
    { args: ['scan', ADAPTER, '--speed', '1'], says: /unknown option '--speed'/ },
    { args: ['adapter', '--config', 'file'], says: /"file" can't be read: ENOENT/ },
    { args: ['scan', ADAPTER, '--type', 'inputOnly'], says: /Allowed choices are owner, input, listen/ },
    { args: ['scan', ADAPTER, '--trigger', 'changeOfState'], says: /Allowed choices are cyclic, cos, app/ },
    {
      args: ['scan', ADAPTER, '--type', 'input', '--output', '152:4'],
      says: /output\.size: expected 0 with a heartbeat, got 4.*\[EIP_OPTION_INVALID\]/,
    },
    { args: ['scan'], says: /missing required argument 'target'/ },
    {
      args: ['scan', ADAPTER, '--rpi-ms', '0'],
      says: /'--rpi-ms <ms>' argument '0' is invalid. Expected milliseconds from 0.1/,
    },
    { args: ['scan', ADAPTER, '--output', '150'], says: /Expected INSTANCE:BYTES, as in 150:32/ },
    { args: ['adapter', '--port', '70000'], says: /Expected a port number from 0 to 65535/ },
    {
      args: ['adapter', '--bind', '1.2.3'],
      says: /Expected an IPv4 address of this machine or the name of an interface/,
    },
    { args: ['scan', ADAPTER, '--bind', 'eth0'], says: /Expected an IPv4 address of this machine/ },
    { args: ['adapter', '--mirror', 'both'], says: /Allowed choices are native, js/ },
    { args: ['adapter', 'more'], says: /too many arguments/ },
    { args: ['bridge'], says: /unknown command 'bridge'/ },
    { args: [], says: /Usage: eip-native/ },
  ])('eip-native $args', async ({ args, says }) => {
    const cli = await Cli.run(args);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(says);
    expect(cli.stdout).toBe('');
  });

  test.each([['--help'], ['--version'], ['scan', '--help']])('%s %s: exit code 0', async (...args) => {
    expect((await Cli.run(args.filter((arg) => arg !== undefined))).code).toBe(0);
  });
});

describe('failures: exit code 1, the message says what to check, the summary holds the code', () => {
  async function fails(args: readonly string[], code: string, says: RegExp) {
    const cli = await Cli.run(args);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toMatch(says);
    expect(cli.stderr).toContain(`[${code}]`);
    expect(cli.summary.error).toMatchObject({ code });
  }

  test('adapter: an address that is not on this machine', async () => {
    const args = ['adapter', '--bind', NOT_OURS, '--json'];
    await fails(args, 'EIP_ADDRESS_UNAVAILABLE', /192\.0\.2\.1 is no address of this machine.*"ip -4 address"/);
  });

  test('scan: an address that is not on this machine', async () => {
    const args = ['scan', ADAPTER, '--bind', NOT_OURS, '--json'];
    await fails(args, 'EIP_ADDRESS_UNAVAILABLE', /192\.0\.2\.1 is no address of this machine.*"ip -4 address"/);
  });

  test('adapter: a TCP port in use', async () => {
    await adapterRuns();
    await fails(
      [...ADAPTER_ARGS, '--io-port', '0'],
      'EIP_PORT_IN_USE',
      /TCP port 44818 of 127\.0\.32\.2 is in use.*"ss -tulpn"/,
    );
  });

  test('adapter: the UDP port of cyclic data in use', async () => {
    await adapterRuns();
    await fails([...ADAPTER_ARGS, '--port', '0'], 'EIP_PORT_IN_USE', /UDP port 2222 of 127\.0\.32\.2 is in use/);
  });

  test('scan: the UDP port in use', async () => {
    await adapterRuns();
    const first = started(SCAN_ARGS);
    await first.line('open');
    await fails(SCAN_ARGS, 'EIP_PORT_IN_USE', /UDP port 2222 of 127\.0\.32\.1 is in use.*"ss -tulpn"/);
  });

  test('scan: nobody listens there', async () => {
    await fails(SCAN_ARGS, 'EIP_CONNECT_FAILED', /No connection to 127\.0\.32\.2:44818.*See that the target is on/);
  });

  test('scan: the output is owned by another scanner', async () => {
    await adapterRuns();
    await using owner = new Scanner({ host: ADAPTER, bind: '127.0.32.4' });
    await owner.open();
    await fails(
      SCAN_ARGS,
      'EIP_OPEN_REFUSED',
      /150\/100\/151: .*ownership conflict \(0x01\/0x0106\): check which scanner/,
    );
  });

  test.each([
    { args: ['--output', '150:16'], says: /0x0127.*the target's own size is 38/ },
    { args: ['--input', '100:31'], says: /0x0128.*the target's own size is 34/ },
    { args: ['--input', '77:32'], says: /0x01\/0x012B/ },
    { args: ['--rpi-ms', '0.5'], says: /RPI not acceptable.*least 1000 us/ },
  ])('scan $args: the adapter refuses', async ({ args, says }) => {
    await adapterRuns();
    await fails([...SCAN_ARGS, ...args], 'EIP_OPEN_REFUSED', says);
  });

  test('no native binary: the command that builds it is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eip-native-bare-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const repository = resolve(DIST_CLI, '../..');
    cpSync(join(repository, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(repository, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const cli = await Cli.run(ADAPTER_ARGS, join(folder, 'dist/cli/main.js'));
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('npx node-gyp@12 rebuild');
    expect(cli.summary.error).toMatchObject({ code: 'EIP_NATIVE_MISSING' });
  });
});
