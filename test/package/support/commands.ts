import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The root of the checkout. */
export const repository = dirname(dirname(dirname(import.meta.dirname ?? __dirname)));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

/** Runs a program to its end; its output is collected. */
export function command(program: string, args: readonly string[], options: CommandOptions): Outcome {
  const { cwd, env = process.env, timeoutMs = 240_000 } = options;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    timeout: timeoutMs,
    encoding: 'utf8',
  });
  return { status, stdout: stdout ?? '', stderr: `${stderr ?? ''}${error ? error.message : ''}` };
}

function onPath(name: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const path = found.find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${name} is not on PATH`);
  return realpathSync(path);
}

/** npm's own script, so that npm runs with any PATH. */
export const npmScript = process.env.npm_execpath ?? onPath('npm');
export const npxScript = join(dirname(npmScript), 'npx-cli.js');

/** A PATH that holds node and sh and nothing else: no compiler, no make, no python. */
export function pathWithoutCompiler(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-path-'));
  symlinkSync(process.execPath, join(folder, 'node'));
  symlinkSync(onPath('sh'), join(folder, 'sh'));
  return folder;
}

/** The script of a command of a devDependency. */
export function devTool(packageName: string, name: string): string {
  const require = createRequire(join(repository, 'package.json'));
  const folder = join(repository, 'node_modules', packageName);
  const { bin } = require(join(folder, 'package.json')) as { bin: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin[name];
  if (!script) throw new Error(`${packageName} has no command ${name}`);
  return join(folder, script);
}

/** True when the text of a failed npm command says that the registry could not be reached. */
export function isUnreachable(text: string): boolean {
  return /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/.test(text);
}

/** What `objdump -T` says about an ELF file. */
export function dynamicSymbols(path: string): string {
  return execFileSync('objdump', ['-T', path], { encoding: 'utf8' });
}
