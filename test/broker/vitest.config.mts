import { defineConfig } from 'vitest/config';

// Apart from the others: minutes of a real RabbitMQ that is stopped, killed and held still, one file after the other.
export default defineConfig({
  test: {
    name: 'broker',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
