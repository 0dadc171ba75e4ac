import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Cli, DIST_CLI } from '../support/cli.js';

const CTRL_C = '\u0003';
const CLEAR_LINE = '\r\u001b[2K';

const running: Cli[] = [];
afterEach(async () => {
  for (const cli of running.splice(0)) {
    cli.signal('SIGKILL');
    await cli.ended;
  }
});

/** `npm start` runs dist/cli/demo.js; 127.0.0.1 and 127.0.0.2 are its own. */
function demo(...args: string[]): Cli {
  const cli = Cli.start(args, 'demo.js');
  running.push(cli);
  return cli;
}

test('data flows both ways through JavaScript, nothing is lost, --duration ends it with exit code 0', async () => {
  const cli = demo('--json', '--duration', '2.5');
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  const status = cli.json.filter(({ type }) => type === 'status');
  expect(status.length).toBeGreaterThanOrEqual(1);
  const { sent, received, answered } = cli.summary as unknown as Record<'sent' | 'received' | 'answered', number>;
  expect(cli.summary).toMatchObject({ lost: 0, outOfOrder: 0, apiMs: 10 });
  expect(received).toBeGreaterThan(200);
  expect(sent).toBeGreaterThan(100);
  expect(answered).toBeGreaterThan(40);
  expect(cli.stderr).toContain('adapter: closed');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly: connection closed, exit code 0', async (signal) => {
  const cli = demo('--json');
  await cli.line('status');
  cli.signal(signal);
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  expect(cli.summary.received).toBeGreaterThan(0);
  expect(cli.stderr).toContain('adapter: closed');
  expect(cli.stderr).not.toContain('error');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s to npm start reaches it: clean end, exit code 0', async (signal) => {
  // Without prestart, which builds; the build is there.
  const args = ['start', '--silent', '--ignore-scripts', '--', '--json'];
  const npm = spawn('npm', args, { cwd: resolve(DIST_CLI, '../..') });
  let text = '';
  const ended = once(npm, 'close');
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await Promise.race([ended, vi.waitUntil(() => text.includes('"status"'), { timeout: 20_000 })]);
  npm.kill(signal);
  expect(await ended).toEqual([0, null]);
  expect(text.trim().split('\n').at(-1)).toContain('"summary"');
});

test('off a terminal the status is plain lines', async () => {
  const cli = demo('--duration', '2.5');
  expect((await cli.ended).code).toBe(0);
  expect(cli.lines[0]).toMatch(/^O->T \d+ {2}T->O \d+ {2}lost 0 {2}answered by JavaScript \d+, the last one \d+$/);
  expect(cli.stdout).not.toContain('\r');
});

test('on a terminal the status stays on one line, and Ctrl-C on it ends cleanly', async () => {
  // exec: a shell that stays, as dash does, dies of the Ctrl-C itself, and its end would be the one that is seen.
  const command = `exec ${process.execPath} ${DIST_CLI}/demo.js`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null']);
  let text = '';
  let interrupted = false;
  terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (interrupted || (text.match(/answered by/g) ?? []).length < 4) return;
    interrupted = true;
    terminal.stdin.write(CTRL_C);
  });
  const [code] = await once(terminal, 'close');
  expect(code).toBe(0);
  const shown = text.split(CLEAR_LINE);
  expect(shown[1]).toMatch(/^O->T \d+ .*, the last one \d+$/);
  expect(shown[2]).toMatch(/^O->T \d+ .*, the last one \d+$/);
  expect(text).toContain('adapter: closed');
});

test('its addresses in use: exit code 1 and what to check', async () => {
  const first = demo('--json');
  await first.line('status');
  const second = await Cli.run(['--json'], 'demo.js');
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/port \d+ of 127\.0\.0\.2 is in use.*"ss -tulpn".*\[EIP_PORT_IN_USE\]/);
  expect(second.summary.error).toMatchObject({ code: 'EIP_PORT_IN_USE' });
});

test('a wrong option: exit code 2', async () => {
  const cli = await Cli.run(['--speed', '9'], 'demo.js');
  expect(cli.code).toBe(2);
  expect(cli.stderr).toContain("unknown option '--speed'");
});
