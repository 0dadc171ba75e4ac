// npm run test:package: packs the package, installs it in an empty directory and tests what a user gets.
import { main } from './lib/run.mjs';
import { finish } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';

await main(() =>
  finish(runVitest('package', ['--config', 'test/package/vitest.config.mts', ...process.argv.slice(2)])),
);
