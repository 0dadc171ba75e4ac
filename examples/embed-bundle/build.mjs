// Makes one file of a service and this package, and puts the native addon, which can't be in it, beside it. What comes
// out runs in any folder, without node_modules.
//
//   node examples/embed-bundle/build.mjs [folder to write]
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [out = 'build/bundle'] = process.argv.slice(2);
const require = createRequire(import.meta.url);

// CommonJS: the addon is looked for beside the file, by __dirname.
await build({
  entryPoints: [fileURLToPath(new URL('service.mjs', import.meta.url))],
  outfile: join(out, 'service.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
});

const addon = require('node-gyp-build').path(dirname(require.resolve('@strokmatic/eip-native/package.json')));
const beside = join(out, 'prebuilds', `${process.platform}-${process.arch}`);
mkdirSync(beside, { recursive: true });
copyFileSync(addon, join(beside, basename(addon)));
