// The C programs of the benches, built with the C compiler of the machine into build/bench.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { CommandError, capture } from '../../scripts/lib/run.mjs';

const FLAGS = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
const SOURCES = {
  io_receiver: ['io_receiver.c', 'arrivals.c', 'datagram.c', 'originator.c'],
  timer_loop: ['timer_loop.c', 'datagram.c'],
};

/** Paths of the programs, by name. */
export function compilePrograms() {
  const folder = join(root, 'build', 'bench');
  mkdirSync(folder, { recursive: true });
  const paths = {};
  for (const [name, sources] of Object.entries(SOURCES)) {
    paths[name] = join(folder, name);
    const files = sources.map((source) => join(root, 'bench', 'native', source));
    const { status, stderr, error } = capture('cc', [...FLAGS, ...files, '-o', paths[name]]);
    if (error)
      throw new CommandError('cc could not be started; install a C compiler: apt-get install gcc libc6-dev', 1);
    if (status !== 0) throw new CommandError(`${name} does not compile:\n${stderr}`, 1);
  }
  return paths;
}
