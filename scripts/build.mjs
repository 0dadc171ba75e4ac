// npm run build: the addon and dist/. `--native` or `--ts` makes one of them; `--clean` empties dist/ first.
import { buildNative, buildTypeScript } from './lib/build-steps.mjs';
import { main } from './lib/run.mjs';

const flags = new Set(process.argv.slice(2));
const all = !flags.has('--native') && !flags.has('--ts');

await main(() => {
  if (all || flags.has('--native')) buildNative();
  if (all || flags.has('--ts')) buildTypeScript({ clean: flags.has('--clean') });
});
