/** Scripts of this repository as children: how they ended and what they said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function runScript(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [path, ...args], { env: { ...process.env, ...env } });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (more: string) => {
      text[name] += more;
    });
  }
  const [status] = (await once(child, 'close')) as [number];
  return { status, ...text };
}
