// The C programs of the benches, built with the C compiler of the machine into build/bench.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { CommandError, capture } from '../../scripts/lib/run.mjs';

const FLAGS = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
const SOURCES = {
  io_receiver: ['io_receiver.c', 'arrivals.c', 'datagram.c', 'frames.c', 'originator.c'],
  timer_loop: ['timer_loop.c', 'datagram.c'],
};

const CORE = join(root, 'deps', 'opener');
/** How node-gyp compiles the core of the addon (binding.gyp and what Node's own settings add to it). */
const CORE_FLAGS = [
  '-Wno-attributes',
  '-O3',
  '-fno-omit-frame-pointer',
  '-fPIC',
  '-fvisibility=hidden',
  '-ffunction-sections',
];

function coreSources() {
  const { variables } = JSON.parse(readFileSync(join(CORE, 'sources.gypi'), 'utf8'));
  return variables.opener_files.map((path) => join(CORE, path));
}

function compile(name, flags, files) {
  const folder = join(root, 'build', 'bench');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const { status, stderr, error } = capture('cc', [...FLAGS, ...flags, ...files, '-o', path]);
  if (error) throw new CommandError('cc could not be started; install a C compiler: apt-get install gcc libc6-dev', 1);
  if (status !== 0) throw new CommandError(`${name} does not compile:\n${stderr}`, 1);
  return path;
}

const own = (sources) => sources.map((source) => join(root, 'bench', 'native', source));

/** Paths of the programs, by name. */
export function compilePrograms() {
  return Object.fromEntries(Object.entries(SOURCES).map(([name, files]) => [name, compile(name, [], own(files))]));
}

/** The core in a program without I/O. */
export function compileCoreCycles() {
  const includes = [`-I${join(CORE, 'include')}`, `-I${join(CORE, 'src')}`];
  const files = [...own(['core_cycles.c', 'frames.c', 'datagram.c']), ...coreSources()];
  return compile('core_cycles', [...CORE_FLAGS, ...includes], files);
}
