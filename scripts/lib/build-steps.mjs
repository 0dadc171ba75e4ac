// The two halves of a build, each skipped when nothing it is made from has changed.
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { digestOf, isFresh, writeStamp } from './freshness.mjs';
import { withNodeHeaders } from './node-headers.mjs';
import { packageCommand, root } from './paths.mjs';
import { run, say } from './run.mjs';

const NATIVE_INPUTS = ['binding.gyp', 'native', 'deps/opener', 'package-lock.json'];
const TS_INPUTS = ['src', 'tsconfig.json', 'package-lock.json'];

function step({ name, inputs, output, stamp, salt, make }) {
  const stampPath = join(root, stamp);
  const digest = digestOf(root, inputs, salt);
  if (isFresh(join(root, output), stampPath, digest)) {
    say(`${name}: up to date`);
    return;
  }
  make();
  writeStamp(stampPath, digest);
}

/** Compilers at a time: all processors, but at most 4, since each takes some 300 MB. */
function jobs() {
  return String(Math.min(4, availableParallelism()));
}

/** build/Release/eip_native.node by node-gyp. Needs a C++ compiler, make and python3. */
export function buildNative() {
  step({
    name: 'addon',
    inputs: NATIVE_INPUTS,
    output: 'build/Release/eip_native.node',
    stamp: 'build/eip-native.stamp',
    salt: `${process.arch} ${process.version}`,
    make: () => {
      const nodeGyp = packageCommand('node-gyp', 'node-gyp');
      const args = [nodeGyp, 'configure', 'build', '--silent', '--jobs', jobs()];
      run(process.execPath, args, { cwd: root, env: withNodeHeaders() });
    },
  });
}

/** The same addon by CMake, in build-cmake/Release: for editors, sanitizers and as a check on binding.gyp. */
export function buildWithCMake() {
  const args = [
    packageCommand('cmake-js', 'cmake-js'),
    'compile',
    '-O',
    join(root, 'build-cmake'),
    '--parallel',
    jobs(),
  ];
  run(process.execPath, args, { cwd: root, env: withNodeHeaders() });
}

/** dist/ by tsc; `clean` removes outputs of sources that are gone. */
export function buildTypeScript({ clean = false } = {}) {
  if (clean) rmSync(join(root, 'dist'), { recursive: true, force: true });
  step({
    name: 'dist',
    inputs: TS_INPUTS,
    output: 'dist/index.js',
    stamp: 'build/dist.stamp',
    make: () => run(process.execPath, [packageCommand('typescript', 'tsc'), '-p', '.'], { cwd: root }),
  });
}
