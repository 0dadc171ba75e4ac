// Child processes of the benches. Everything that is compared is bound to one core.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../scripts/lib/run.mjs';

/** The last core: interrupts and the rest of the system tend to be on the first. */
export const CORE = cpus().length - 1;
/** For a load generator that must not take its time from what it measures; the same core where there is one only. */
export const OTHER_CORE = 0;

/** Whether cores take effect. */
export const pinned = spawnSync('taskset', ['--version']).status === 0;

function onCore(core, command, args) {
  return pinned && core !== undefined ? ['taskset', ['-c', String(core), command, ...args]] : [command, args];
}

/** A program that runs until it is stopped, or by itself to its end. */
export class Program {
  /** @param core undefined: wherever the system puts it */
  constructor(program, args, core = CORE) {
    this.text = [program.split('/').at(-1), ...args].join(' ');
    this.child = spawn(...onCore(core, program, args.map(String)));
    this.stdout = '';
    this.stderr = '';
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.isReady = new Promise((resolve, reject) => {
      this.child.stderr.setEncoding('utf8').on('data', (text) => {
        this.stderr += text;
        if (this.stderr.startsWith('ready\n')) resolve();
      });
      this.child.once('close', () => reject(this.failure()));
    });
    this.isReady.catch(() => {}); // awaited only where somebody waits for it
    this.ended = once(this.child, 'close');
  }

  get pid() {
    return this.child.pid;
  }

  failure() {
    const said = this.stderr.replace(/^ready\n/, '').trim();
    return new CommandError(`${this.text} ended with ${this.child.exitCode}: ${said}`, 1);
  }

  /** Once it said that it is ready. */
  async ready() {
    await this.isReady;
    return this;
  }

  /** The JSON object that it printed when it ended by itself. */
  async result() {
    const [status] = await this.ended;
    if (status !== 0) throw this.failure();
    return JSON.parse(this.stdout);
  }

  async stop() {
    this.child.kill();
    await this.ended;
  }
}

export function runJson(program, args, core = CORE) {
  return new Program(program, args, core).result();
}

/** A Node process of its own that answers one question after the other. */
export class NodeProcess {
  constructor(child) {
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', () => resolve([undefined])));
  }

  /** @param name script in this folder @param plan what it is to do, as its only argument */
  static async start(name, plan, core = CORE) {
    const script = join(dirname(fileURLToPath(import.meta.url)), name);
    const [execPath, execArgv] = onCore(core, process.execPath, []);
    const child = fork(script, [JSON.stringify(plan)], { execPath, execArgv });
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (message !== 'ready') throw new CommandError(`${name} did not start; npm run build comes first`, 1);
    return new NodeProcess(child);
  }

  get pid() {
    return this.child.pid;
  }

  async ask(question, details = {}) {
    const answered = new Promise((resolve) => this.child.once('message', (answer) => resolve([answer])));
    this.child.send({ question, ...details });
    const [answer] = await Promise.race([answered, this.exited]);
    if (answer === undefined) throw new CommandError(`a Node process of the bench ended at "${question}"`, 1);
    if (answer.error) throw new CommandError(answer.error, 1);
    return answer;
  }

  async stop() {
    if (this.child.connected) this.child.send({ question: 'stop' });
    await this.exited;
  }
}

/** Runs `body` with what `start` began, and stops it whatever happens. */
export async function using(started, body) {
  const one = await started;
  try {
    return await body(one);
  } finally {
    await one.stop();
  }
}
