/** Two network namespaces with a cable between them: the adapter's side and the scanner's. Needs root. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { cleanups, type RemoteOptions } from './remote.js';

export const ADAPTER = '10.77.0.2';
export const SCANNER = '10.77.0.1';
export const ADAPTER_LINK = 'a0';
export const SCANNER_LINK = 's0';

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr || error?.message}`);
  return stdout;
}

/** Why there can be no namespaces here; undefined when there can. */
export const whyNoNamespaces: string | undefined = (() => {
  const script = 'ip link add t0 type veth peer name t1 && ip link set t0 up';
  const { status, stderr, error } = spawnSync('unshare', ['-n', 'sh', '-c', script], { encoding: 'utf8' });
  return status === 0 ? undefined : (stderr || error?.message || 'unshare failed').trim();
})();

/** A namespace lives as long as the process that is in it. */
export class Namespace {
  private constructor(private readonly holder: ChildProcess) {}

  static async make(): Promise<Namespace> {
    const holder = spawn('unshare', ['-n', 'sleep', 'infinity'], { stdio: 'ignore' });
    cleanups.push(() => holder.kill('SIGKILL'));
    const own = readlinkSync('/proc/self/ns/net');
    while (readlinkSync(`/proc/${holder.pid}/ns/net`) === own) await new Promise((done) => setTimeout(done, 1));
    const made = new Namespace(holder);
    made.ip('link set lo up');
    return made;
  }

  get pid(): string {
    return String(this.holder.pid);
  }

  /** What to put in front of a command that is to run there. */
  get inside(): RemoteOptions {
    return { prefix: ['nsenter', '-t', this.pid, '-n'] };
  }

  /** As in `ip('link set a0 down')`. */
  ip(command: string): string {
    return this.run('ip', ...command.split(' '));
  }

  /** Runs to the end; what it wrote to stdout. */
  run(command: string, ...args: readonly string[]): string {
    return run('nsenter', ['-t', this.pid, '-n', command, ...args]);
  }
}

export interface Cable {
  readonly adapter: Namespace;
  readonly scanner: Namespace;
}

/** One end of a cable: the name of its interface, and an address with its prefix length. */
export interface Plug {
  readonly name: string;
  readonly address: string;
}

/** A cable between two namespaces, both of its ends up. */
export function plug(one: Namespace, first: Plug, other: Namespace, second: Plug): void {
  const end = ({ name }: Plug, { pid }: Namespace) => ['name', name, 'netns', pid];
  run('ip', ['link', 'add', ...end(first, one), 'type', 'veth', 'peer', ...end(second, other)]);
  for (const [{ name, address }, namespace] of [
    [first, one],
    [second, other],
  ] as const) {
    namespace.ip(`addr add ${address} dev ${name}`);
    namespace.ip(`link set ${name} up`);
  }
}

export async function plugCable(): Promise<Cable> {
  const adapter = await Namespace.make();
  const scanner = await Namespace.make();
  const ours = { name: ADAPTER_LINK, address: `${ADAPTER}/24` };
  plug(adapter, ours, scanner, { name: SCANNER_LINK, address: `${SCANNER}/24` });
  return { adapter, scanner };
}
