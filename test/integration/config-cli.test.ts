import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { editorSchema } from '../../src/eip-config/index.js';
import { Adapter, loadAdapterConfig } from '../../src/index.js';
import { ExplicitSession, Scanner } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { until } from './adapter-rig.js';

const EXAMPLES = resolve(__dirname, '../../examples');
const YAML = join(EXAMPLES, 'adapter.yaml');
const JSON_FILE = join(EXAMPLES, 'adapter.json');
const ADAPTER = '127.0.61.2';
const SCANNER = '127.0.61.1';

const folder = mkdtempSync(join(tmpdir(), 'eip-config-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A copy of an example with one thing changed. */
function changed(file: string, from: string, to: string): string {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  const path = join(folder, `changed-${file.endsWith('json') ? 'cell.json' : 'cell.yaml'}`);
  writeFileSync(path, text.replace(from, to));
  return path;
}

function edsFile(text: string): string {
  const path = join(folder, 'some.eds');
  writeFileSync(path, text, 'latin1');
  return path;
}

async function adapterRuns(...args: string[]): Promise<Cli> {
  const cli = Cli.start(['adapter', '--bind', ADAPTER, '--json', ...args]);
  cleanups.push(async () => {
    cli.signal('SIGKILL');
    await cli.ended;
  });
  await cli.line('listening');
  return cli;
}

describe('the example files', () => {
  test.each([YAML, JSON_FILE])('%s is what new Adapter takes, and runs', async (file) => {
    const adapter = new Adapter({ ...loadAdapterConfig(file), host: ADAPTER });
    await adapter.start();
    cleanups.push(() => adapter.stop());
    expect(adapter.status().state).toBe('running');
  });
});

test('what the adapter warns of stands on stderr, in a line with its code', async () => {
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, '{ "version": 1, "sett');
  const cli = await adapterRuns('--config', changed(YAML, 'adapter:\n', `adapter:\n  settingsFile: ${settings}\n`));
  cli.signal('SIGTERM');
  expect((await cli.ended).code).toBe(0);
  expect(cli.stderr).toMatch(/^warning: The settings file .* can't be read.* \[EIP_SETTINGS_CORRUPT\]\n$/);
});

describe('check', () => {
  test('a right file: exit code 0, said on stdout', async () => {
    const cli = await Cli.run(['check', YAML]);
    expect(cli.code).toBe(0);
    expect(cli.stdout).toBe(`${YAML} is in order: 3 assemblies, 3 connections\n`);
    expect(cli.stderr).toBe('');
  });

  test('a wrong file: exit code 2, each mistake on stderr with line and column', async () => {
    const file = changed(YAML, 'kind: input', 'kind: inptu\n      szie: 4');
    const cli = await Cli.run(['check', file]);
    expect(cli.code).toBe(2);
    expect(cli.stdout).toBe('');
    expect(cli.stderr.split('\n')).toEqual([
      `${file}:24:7: adapter.assemblies.result.kind: expected one of "output", "input", "config", "explicit", got "inptu"`,
      expect.stringContaining(`${file}:25:7: adapter.assemblies.result.szie: no such option (did you mean "size"?)`),
      expect.stringMatching(/^error: 2 mistakes in .+ \[EIP_CONFIG_INVALID\]$/),
      '',
    ]);
  });

  test('the key "eds" is checked as well', async () => {
    const cli = await Cli.run(['check', changed(YAML, 'created: 2026-03-01T08:00:00', 'created: yesterday')]);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(/:\d+:3: eds\.created: expected a date and time such as .+, got "yesterday"/);
  });

  test('--json: a line a problem, then the summary with the code', async () => {
    const file = changed(JSON_FILE, '"vendorId": 1234', '"vendorId": -1');
    const cli = await Cli.run(['check', file, '--json']);
    expect(cli.code).toBe(2);
    expect(cli.json.map(({ type }) => type)).toEqual(['problem', 'summary']);
    expect(cli.json[0]).toMatchObject({ file, line: 4, column: 19, option: 'adapter.identity.vendorId' });
    expect(cli.summary).toMatchObject({ file, error: { code: 'EIP_CONFIG_INVALID' } });
  });

  test('--json of a right file: the summary alone', async () => {
    expect((await Cli.run(['check', YAML, '--json'])).json).toEqual([{ type: 'summary', file: YAML }]);
  });

  test('a file that is not there: exit code 2', async () => {
    const cli = await Cli.run(['check', join(folder, 'none.yaml')]);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(/none\.yaml" can't be read: ENOENT.+\[EIP_CONFIG_UNREADABLE\]/);
  });
});

/** `eip-native check` with these variables. */
async function checked(env: Readonly<Record<string, string>>, ...args: string[]) {
  const prefix = ['env', ...Object.entries(env).map(([name, text]) => `${name}=${text}`)];
  const cli = Cli.start(['check', ...args], 'main.js', 'pipe', prefix);
  return Object.assign(cli, await cli.ended);
}

describe('check, of several files and the environment', () => {
  const BASE = join(EXAMPLES, 'base.yaml');
  const PRODUCTION = join(EXAMPLES, 'production.yaml');

  test('files are merged', async () => {
    const cli = await Cli.run(['check', BASE, PRODUCTION]);
    expect(cli.stdout).toBe(
      `${BASE}, ${PRODUCTION} are in order: 3 assemblies, 1 connection; a client over this adapter; rabbitmq; telemetry\n`,
    );
    expect((await Cli.run(['check', BASE, PRODUCTION, '--json'])).json).toEqual([
      { type: 'summary', files: [BASE, PRODUCTION] },
    ]);
  });

  test('all mistakes of all of them: files in their order, then variables, without unknown values', async () => {
    const first = changed(YAML, 'kind: input', 'kind: inptu');
    const second = join(folder, 'over.yaml');
    writeFileSync(second, 'logging:\n  level: loud\n');
    const env = { EIP_ADAPTER__PORT: 'x', EIP_LOGING__LEVEL: 'hidden' };
    const cli = await checked(env, second, first);
    expect(cli.code).toBe(2);
    expect(cli.stderr.split('\n')).toEqual([
      expect.stringMatching(`^${second}:2:3: logging.level: expected one of .+, got "loud"$`),
      expect.stringMatching(`^${first}:24:7: adapter.assemblies.result.kind: `),
      expect.stringMatching(/^EIP_LOGING__LEVEL: no such variable \(did you mean "EIP_LOGGING__LEVEL"\?\)/),
      'EIP_ADAPTER__PORT: adapter.port: expected a whole number from 0 to 65535, got "x"',
      expect.stringMatching(`^error: 4 mistakes in ${second}, ${first} and the environment\\. .+EIP_CONFIG_INVALID`),
      '',
    ]);
    expect(cli.stderr).not.toContain('hidden');
    const json = await checked(env, YAML, '--json');
    expect(json.json.map(({ type, variable }) => [type, variable])).toEqual([
      ['problem', 'EIP_LOGING__LEVEL'],
      ['problem', 'EIP_ADAPTER__PORT'],
      ['summary', undefined],
    ]);
  });

  test('--no-env leaves the environment aside', async () => {
    expect((await checked({ EIP_ADAPTER__PORT: 'x' }, YAML, '--no-env')).code).toBe(0);
  });

  test('--print: the whole configuration with its origins, secrets masked', async () => {
    const vault = join(folder, 'vault.yaml');
    writeFileSync(vault, 'vault: { address: "https://v.example:8200", roleId: env:ROLE }\n');
    const cli = await checked(
      { EIP_VAULT__SECRET_ID: 'hunter2-literal', EIP_APP__SITE: 'hall 7' },
      BASE,
      PRODUCTION,
      vault,
      '--print',
    );
    expect(cli.stderr).toBe('');
    expect(cli.code).toBe(0);
    const lines = cli.stdout.split('\n');
    expect(lines).toContain('  site: "hall 7" # EIP_APP__SITE');
    expect(lines).toContain('  port: 44818 # default');
    expect(lines).toContain(`  host: "192.168.1.50" # ${PRODUCTION}:9:3`);
    expect(lines).toContain(`  roleId: "env:ROLE" # ${vault}:1:45`);
    expect(lines).toContain('  secretId: "***" # EIP_VAULT__SECRET_ID');
    expect(lines).toContain('  level: info # default');
    expect(cli.stdout).not.toContain('hunter2');
  });

  test('what --print writes is a configuration of the same values', async () => {
    const print = await Cli.run(['check', BASE, PRODUCTION, '--print']);
    const again = join(folder, 'printed.yaml');
    writeFileSync(again, print.stdout);
    const second = await Cli.run(['check', again, '--print']);
    const bare = (text: string) => text.replace(/ # .*/g, '');
    expect(bare(second.stdout)).toBe(bare(print.stdout));
    expect(second.stdout).toMatch(/# \S+printed\.yaml:\d+:\d+/);
  });

  test('--print --json: a line a value', async () => {
    const cli = await checked(
      { EIP_VAULT__ADDRESS: 'https://v', EIP_VAULT__TOKEN: 'hunter2-token' },
      YAML,
      '--print',
      '--json',
    );
    const value = (...path: string[]) => cli.json.find((line) => JSON.stringify(line.path) === JSON.stringify(path));
    expect(value('adapter', 'identity', 'vendorId')).toEqual({
      type: 'value',
      path: ['adapter', 'identity', 'vendorId'],
      value: 1234,
      origin: { kind: 'file', file: YAML, line: 9, column: 5 },
    });
    expect(value('vault', 'token')).toMatchObject({ value: '***', origin: { kind: 'environment' } });
    expect(value('client', 'enabled')).toMatchObject({ value: false, origin: { kind: 'default' } });
    expect(cli.stdout).not.toContain('hunter2');
    expect(cli.summary).toEqual({ type: 'summary', file: YAML });
  });
});

test('schema prints the JSON Schema that the library has', async () => {
  const cli = await Cli.run(['schema']);
  expect(cli.code).toBe(0);
  expect(JSON.parse(cli.stdout)).toEqual(JSON.parse(JSON.stringify(editorSchema())));
});

describe('adapter --config', () => {
  test('a configuration without an adapter: exit code 2', async () => {
    const file = join(folder, 'none.yaml');
    writeFileSync(file, 'app: { name: cell }\n');
    const cli = await Cli.run(['adapter', '--config', file]);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toContain(`${file}:1:1: adapter: required: the options of the adapter, enabled`);
  });

  test('runs what the file says; flags count more', async () => {
    const adapter = await adapterRuns('--config', JSON_FILE, '--port', '0', '--io-port', '0');
    const { address, port, ioPort } = await adapter.line('listening');
    expect(address).toBe(ADAPTER);
    expect([port, ioPort]).not.toContain(44818);
    await using scanner = new Scanner({ host: ADAPTER, port: port as number, bind: SCANNER });
    const value = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
    scanner.write(value);
    const back = new Promise<void>((done) => {
      scanner.on('data', (packet) => {
        if (Buffer.compare(packet.value, value) === 0) done();
      });
    });
    await scanner.open();
    await back;
    const outputs = () => adapter.json.filter(({ type }) => type === 'status').at(-1)?.outputs;
    while (JSON.stringify(outputs() ?? {}).indexOf('"run":true') < 0) await new Promise((next) => setTimeout(next, 20));
    expect(outputs()).toEqual({ from: { connected: true, run: true, value: Buffer.from(value).toString('hex') } });
  });

  test('the ports of the file hold where no flag is given; values are told by their layout', async () => {
    const file = changed(YAML, 'host: 127.0.0.2', 'host: 127.0.0.2\n  ioPort: 0\n  port: 44819');
    const adapter = await adapterRuns('--config', file);
    const { port, ioPort } = await adapter.line('listening');
    expect(port).toBe(44819);
    expect(ioPort).not.toBe(2222);
    const { outputs } = await adapter.line('status');
    expect(outputs).toEqual({ command: { connected: false, run: false, value: { start: false, recipe: 0 } } });
    adapter.signal('SIGTERM');
    expect((await adapter.ended).code).toBe(0);
    expect(adapter.summary.events).toMatchObject({ opened: 0 });
  });

  test('--allow and --read-only count more than the file, and who is refused is told on stderr', async () => {
    const cli = await adapterRuns('--config', YAML, '--port', '0', '--io-port', '0', '--allow', SCANNER, '--read-only');
    const { port } = await cli.line('listening');
    await using session = await ExplicitSession.open({ host: ADAPTER, port: port as number, bind: SCANNER });
    const note = { classId: 0x48, instance: 1, attribute: 4 };
    await expect(session.setAttributeSingle(note, Uint8Array.of(1))).rejects.toMatchObject({ generalStatus: 0x0f });
    const stranger = ExplicitSession.open({ host: ADAPTER, port: port as number, bind: '127.0.61.9' });
    await expect(stranger).rejects.toMatchObject({ code: expect.stringMatching(/^EIP_CONNECT/) });
    await until('the warning', () => cli.stderr.includes('EIP_PEER_DENIED'));
  });

  test('text for people tells the values too', async () => {
    const cli = await Cli.run(['adapter', '--bind', ADAPTER, '--config', YAML, '--duration', '1.5']);
    expect(cli.code).toBe(0);
    expect(cli.lines).toContain('connections 0, command idle { start: false, recipe: 0 }');
  });

  test('a wrong file: exit code 2, with the places, and a summary', async () => {
    const file = changed(YAML, 'vendorId: 1234', 'vendorId: x');
    const cli = await Cli.run(['adapter', '--config', file, '--json']);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toContain(
      `${file}:9:5: adapter.identity.vendorId: expected a whole number from 0 to 65535, got "x"`,
    );
    expect(cli.json[0]).toMatchObject({ type: 'problem', line: 9, column: 5, option: 'adapter.identity.vendorId' });
    expect(cli.summary.error).toMatchObject({ code: 'EIP_CONFIG_INVALID' });
  });

  test('--mirror is for the sample alone: exit code 2', async () => {
    const cli = await Cli.run(['adapter', '--config', YAML, '--mirror', 'js']);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(/'--mirror <how>' is for the sample; .* the file has the option "mirror"/);
  });
});

describe('eds', () => {
  test('writes the file to stdout, or where -o says', async () => {
    const to = join(folder, 'cell.eds');
    const stdout = await Cli.run(['eds', YAML]);
    const written = await Cli.run(['eds', YAML, '-o', to]);
    expect([stdout.code, written.code]).toEqual([0, 0]);
    expect(written.stdout).toBe(`wrote ${to}: 3 assemblies, 8 parameters, 3 connections\n`);
    expect(stdout.stdout).toBe(readFileSync(to, 'latin1'));
    const check = await Cli.run(['eds', '--check', to]);
    expect(check.code).toBe(0);
    expect(check.stdout).toBe(
      `${to} is in order: "Vision cell" (vendor 1234, product 7, revision 1.2), 3 assemblies, 8 parameters, 3 connections\n`,
    );
  });

  test('--json: the text as a line, then the summary', async () => {
    const cli = await Cli.run(['eds', JSON_FILE, '--json']);
    expect(cli.json[0]).toMatchObject({ type: 'eds', text: expect.stringContaining('[Connection Manager]\r\n') });
    expect(cli.summary).toEqual({
      type: 'summary',
      config: JSON_FILE,
      output: null,
      assemblies: 3,
      params: 1,
      connections: 1,
    });
  });

  test('a wrong configuration: exit code 2, nothing is written', async () => {
    const to = join(folder, 'never.eds');
    const cli = await Cli.run(['eds', changed(YAML, 'kind: input', 'kind: x'), '-o', to]);
    expect(cli.code).toBe(2);
    expect(() => readFileSync(to)).toThrow(/ENOENT/);
  });

  test('a file that cannot be written: exit code 1', async () => {
    const cli = await Cli.run(['eds', YAML, '-o', join(folder, 'none', 'cell.eds')]);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toMatch(/cell\.eds" cannot be written: .+ENOENT.+ Check the path.+\[EIP_OUTPUT_FAILED\]/);
  });

  test('--check of a wrong file: exit code 1, each fault with line and column', async () => {
    const good = (await Cli.run(['eds', YAML])).stdout;
    const file = edsFile(good.replace('"Strokmatic"', '""').replace('16,Param3', '16,Param33'));
    const cli = await Cli.run(['eds', '--check', file]);
    expect(cli.code).toBe(1);
    expect(cli.stdout).toBe('');
    expect(cli.stderr.split('\n')).toEqual([
      `${file}:13:20: VendName: expected a text in quotes that is not empty, found ""`,
      expect.stringMatching(/:\d+:20: Assem150: Param33 is used, but not defined$/),
      expect.stringMatching(/^error: 2 mistakes in .+ \[EIP_EDS_INVALID\]$/),
      '',
    ]);
  });

  test('--check --json: a line a fault, or what is in the file', async () => {
    const bad = await Cli.run(['eds', '--check', edsFile('[File]\n'), '--json']);
    expect(bad.json[0]).toMatchObject({ type: 'problem', line: 1, column: 1 });
    expect(bad.summary.error).toMatchObject({ code: 'EIP_EDS_INVALID' });
    const good = await Cli.run(['eds', '--check', edsFile((await Cli.run(['eds', YAML])).stdout), '--json']);
    expect(good.json[0]).toMatchObject({ type: 'description', device: { vendorName: 'Strokmatic' } });
    expect(good.summary).toMatchObject({ assemblies: 3, params: 8, connections: 3 });
  });

  test.each([
    { args: ['eds'], says: /expected a configuration file, or '--check <file>'/ },
    { args: ['eds', YAML, '--check', YAML], says: /expected a configuration file, or '--check <file>'/ },
    { args: ['eds', '--check', YAML, '-o', 'x'], says: /'--output <file>' goes with a configuration file/ },
    { args: ['eds', '--check', '/none.eds'], says: /none\.eds" can't be read/ },
    { args: ['check'], says: /missing required argument 'file'/ },
  ])('eip-native $args: exit code 2', async ({ args, says }) => {
    const cli = await Cli.run(args);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(says);
    expect(cli.stdout).toBe('');
  });
});
