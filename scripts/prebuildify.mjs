// npm run prebuildify: prebuilds/linux-ARCH/*.node, stripped. Built from a copy of the sources in build-prebuild/,
// because prebuildify empties and moves the build folder of the checkout, which may be in use.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withNodeHeaders } from './lib/node-headers.mjs';
import { packageCommand, root } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';

const STAGE = join(root, 'build-prebuild');

await main(() => {
  rmSync(STAGE, { recursive: true, force: true });
  rmSync(join(root, 'prebuilds'), { recursive: true, force: true });
  mkdirSync(STAGE);
  for (const path of ['package.json', 'binding.gyp', 'native', 'deps']) {
    cpSync(join(root, path), join(STAGE, path), { recursive: true });
  }
  const prebuildify = packageCommand('prebuildify', 'prebuildify');
  const target = `--target=${process.versions.node}`;
  const args = [prebuildify, target, '--napi', '--strip', '--tag-libc', '--cwd', STAGE, '--out', root];
  const env = { ...withNodeHeaders(), JOBS: 'max', PREBUILD_NODE_GYP: join(root, 'node_modules', '.bin', 'node-gyp') };
  run(process.execPath, args, { cwd: root, env });
});
