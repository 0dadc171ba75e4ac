// npm run build: the addon and dist/. `--native` or `--ts` makes one of them; `--clean` empties dist/ first; `--cmake`
// makes the addon with cmake-js in build-cmake/ instead.
import { buildNative, buildTypeScript, buildWithCMake } from './lib/build-steps.mjs';
import { main } from './lib/run.mjs';

const flags = new Set(process.argv.slice(2));
const all = !['--native', '--ts', '--cmake'].some((flag) => flags.has(flag));

await main(() => {
  if (all || flags.has('--native')) buildNative();
  if (flags.has('--cmake')) buildWithCMake();
  if (all || flags.has('--ts')) buildTypeScript({ clean: flags.has('--clean') });
});
