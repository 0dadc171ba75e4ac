import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests of the packed tarball: `npm run test:package`. pack.setup.ts packs and installs it once for all files.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    pool: 'forks',
    fileParallelism: false,
    include: ['test/package/**/*.test.ts'],
    globalSetup: ['test/package/pack.setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
