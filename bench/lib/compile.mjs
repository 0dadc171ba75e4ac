// The programs of the benches, built with the C compiler of the machine into build/bench.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { localNodePrefix } from '../../scripts/lib/node-headers.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { CommandError, capture } from '../../scripts/lib/run.mjs';

const FLAGS = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];
const LOAD = ['load.c', 'load_ask.c', 'load_echo.c', 'load_flood.c', 'load_hold.c'];
const SOURCES = {
  load: [
    ...LOAD,
    'arrivals.c',
    'datagram.c',
    'endpoint.c',
    'fleet.c',
    'frames.c',
    'measure.c',
    'originator.c',
    'schedule.c',
  ],
  udp_echo: ['udp_echo.c', 'endpoint.c', 'schedule.c'],
  tag_answer: ['tag_answer.c', 'tag_session.c', 'replies.c', 'endpoint.c'],
  tcp_answer: ['tcp_answer.c', 'endpoint.c', 'frames.c'],
  timer_loop: ['timer_loop.c', 'datagram.c', 'schedule.c'],
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

/** An addon whose function does nothing. The headers are those that the addon itself was built with. */
export function compileEmptyCall() {
  const version = process.version.slice(1);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const prefixes = [process.env.npm_config_nodedir, localNodePrefix(), join(cache, 'node-gyp', version)];
  const headers = prefixes.filter(Boolean).map((prefix) => join(prefix, 'include', 'node'));
  const found = headers.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (!found) throw new CommandError(`no headers of Node ${version}: build the addon first (npm run build)`, 1);
  return compile('empty_call.node', ['-shared', '-fPIC', `-I${found}`], own(['empty_call.c']));
}
