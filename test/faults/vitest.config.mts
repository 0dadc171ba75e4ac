import { defineConfig } from 'vitest/config';

// Apart from the others: it needs programs that scripts/test-faults.mjs builds, and does one thing after the other.
export default defineConfig({
  test: {
    name: 'faults',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
