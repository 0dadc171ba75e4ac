import { defineConfig } from 'vitest/config';

// Apart from the others: each of these keeps the machine busy for a while, one after the other.
export default defineConfig({
  test: {
    name: 'bench',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
