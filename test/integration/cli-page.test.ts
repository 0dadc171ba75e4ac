/**
 * The examples of docs/cli.md: each ```console block is run as it stands, line by line, against the controller of the
 * page's own file (its ```yaml block), and prints what stands there. 192.168.1.10 of the page is a loopback address here.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogixSimulator, loadSimulatorConfig } from '../../src/testing.js';
import { DIST_CLI } from '../support/cli.js';
import { started } from './cli-rig.js';

const CONTROLLER = '127.0.75.2';
const page = readFileSync(resolve(__dirname, '../../docs/cli.md'), 'utf8');
const [, file = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

interface Example {
  readonly command: string;
  readonly output: string;
}

const examples = blocks.flatMap((text) =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((part): Example => {
      const [command = '', ...output] = part.trimEnd().split('\n');
      return { command, output: output.join('\n') };
    }),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-cli-page-'));
  writeFileSync(join(folder, 'tags.yaml'), file);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command of the page, in a shell and a folder of its own. */
function run(command: string): { readonly status: number | null; readonly output: string } {
  const script = command
    .replaceAll('192.168.1.10', CONTROLLER)
    .replace(/(^|; )eip-native/, `$1"${process.execPath}" "${join(DIST_CLI, 'main.js')}"`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stderr}${stdout}`.trimEnd().replaceAll(CONTROLLER, '192.168.1.10') };
}

describe('docs/cli.md', () => {
  test('has examples, and a file for them', () => {
    expect([examples.length >= 4, file.length > 0]).toEqual([true, true]);
  });

  test.each(examples)('$command', async ({ command, output }) => {
    const plc = started(['simulate', join(folder, 'tags.yaml'), '--bind', CONTROLLER, '--json']);
    await plc.line('listening');
    // An ellipsis of the page stands for lines that are not shown.
    const ran = run(command);
    const [shown = '', rest] = output.split('\n...');
    if (rest === undefined) expect(ran.output).toBe(output);
    else expect(ran.output.slice(0, shown.length)).toBe(shown);
    expect(ran.status).toBe(output.startsWith('error:') ? 1 : 0);
  });

  test('its file is that of a controller', () => {
    expect(new LogixSimulator(loadSimulatorConfig(join(folder, 'tags.yaml'))).read('Speed')).toBe(1200);
  });
});
