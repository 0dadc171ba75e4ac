// Child processes of the benches, bound to one core: everything that is compared shares it.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../scripts/lib/run.mjs';

/** The last core: interrupts and the rest of the system tend to be on the first. */
export const CORE = cpus().length - 1;

const taskset = spawnSync('taskset', ['--version']).status === 0;

/** Whether `CORE` takes effect. */
export const pinned = taskset;

function onCore(command, args) {
  return taskset ? ['taskset', ['-c', String(CORE), command, ...args]] : [command, args];
}

/** Runs a program; `started` is told its stderr. Resolves with the JSON object it printed. */
export async function runJson(program, args, started = () => {}) {
  const child = spawn(...onCore(program, args.map(String)));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    started(text);
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new CommandError(`${program} ${args.join(' ')} ended with ${status}: ${stderr.trim()}`, 1);
  return JSON.parse(stdout);
}

/** An adapter in a Node process of its own, which answers questions about its status. */
export class AdapterProcess {
  constructor(child) {
    this.child = child;
  }

  static async start(address) {
    const script = join(dirname(fileURLToPath(import.meta.url)), 'adapter-process.mjs');
    const [execPath, execArgv] = onCore(process.execPath, []);
    const child = fork(script, [address], { execPath, execArgv });
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (message !== 'ready') throw new CommandError('the adapter did not start; npm run build comes first', 1);
    return new AdapterProcess(child);
  }

  async status() {
    const answer = once(this.child, 'message');
    this.child.send('status');
    return (await answer)[0];
  }

  async stop() {
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }
}
