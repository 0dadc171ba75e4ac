// clang-tidy over every source of the addon, with the compile commands of the cmake-js build.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { withNodeHeaders } from '../lib/node-headers.mjs';
import { packageCommand } from '../lib/paths.mjs';
import { capture } from '../lib/run.mjs';
import { addonSources } from '../lib/source-files.mjs';

const BUILD = 'build-tidy';

function compileCommands(root) {
  const args = [packageCommand('cmake-js', 'cmake-js'), 'configure', '-O', join(root, BUILD)];
  const { status, stdout, stderr } = capture(process.execPath, args, { cwd: root, env: withNodeHeaders() });
  if (status === 0 && existsSync(join(root, BUILD, 'compile_commands.json'))) return undefined;
  return `cmake-js configure failed:\n${stdout}\n${stderr}`;
}

function tidy(root, file) {
  return new Promise((resolve) => {
    const child = spawn('clang-tidy', ['--quiet', '-p', BUILD, file], { cwd: root });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => resolve(`${file}: ${error.message}`));
    child.on('close', (status) => resolve(status === 0 ? undefined : text.trim()));
  });
}

/** Runs `work` on all items, as many at a time as there are processors. */
async function pooled(items, work) {
  const waiting = [...items];
  const results = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

/** `skipped` says why nothing was checked: the tool is not on this machine. */
export async function lintTidy(root) {
  const absent = ['clang-tidy', 'cmake'].filter((tool) => capture(tool, ['--version']).status !== 0);
  if (absent.length > 0) return { checked: 0, problems: [], skipped: `${absent.join(' and ')} not installed` };
  const files = addonSources();
  if (files.length === 0) return { checked: 0, problems: [] };
  const problem = compileCommands(root);
  if (problem) return { checked: 0, problems: [problem] };
  const database = JSON.parse(readFileSync(join(root, BUILD, 'compile_commands.json'), 'utf8'));
  const known = new Set(database.map(({ file }) => file));
  const unknown = files.filter((file) => !known.has(join(root, file))).map((file) => `${file}: no compile command`);
  const found = await pooled(files, (file) => tidy(root, file));
  return { checked: files.length, problems: [...unknown, ...found.filter(Boolean)] };
}
