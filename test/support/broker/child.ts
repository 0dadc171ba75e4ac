/** Children that end with their parent and, started by root, run as nobody. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';

/** `nobody` and `nogroup` of Debian. */
const NOBODY = '65534';
const isRoot = process.getuid?.() === 0;
const dropped = isRoot ? ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'] : [];

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Gives a file or folder to whom the children run as. */
export function handOver(path: string): void {
  if (isRoot) chownSync(path, Number(NOBODY), Number(NOBODY));
}

/** Ended by the kernel when this process goes, however it goes. */
export function startChild(command: string, args: readonly string[], { cwd, env }: Place): Child {
  const prefix = [...dropped, '--pdeathsig', 'KILL', '--', command, ...args];
  return new Child(spawn('setpriv', prefix, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs to the end; what it wrote to stdout. */
export function runChild(command: string, args: readonly string[], place: Place, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('setpriv', [...dropped, '--', command, ...args], place, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stdout}\n${stderr}`));
    });
    child.stdin?.end(input);
  });
}

export class Child {
  private output = '';

  constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-16_384);
      });
    }
  }

  get text(): string {
    return this.output;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Resolves when it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.process, 'close');
    this.process.kill(signal);
    await ended;
  }
}
