// npm run test:faults: what cables, clocks, signals and other people's programs do to an adapter, on the real thing.
// Arguments go to vitest: `npm run test:faults -- network`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { finish } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';

const TOOLS = join(root, 'test/faults/tools');
const BUILT = join(root, 'build-faults');
const STRICT = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror'];

function buildTools() {
  mkdirSync(BUILT, { recursive: true });
  run('cc', [...STRICT, '-o', join(BUILT, 'flood'), join(TOOLS, 'flood.c')]);
  for (const name of ['clock_shim', 'fork_shim', 'random_shim']) {
    run('cc', [...STRICT, '-shared', '-fPIC', '-o', join(BUILT, `${name}.so`), join(TOOLS, `${name}.c`)]);
  }
}

await main(() => {
  buildTools();
  return finish(runVitest('faults', ['--config', 'test/faults/vitest.config.mts', ...process.argv.slice(2)]));
});
