// npm run test:bench: benches and soaks, run shortly: they work, and notice what is wrong.
// Arguments go to vitest: `npm run test:bench -- soak`.
import { main } from './lib/run.mjs';
import { finish } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';

await main(() => finish(runVitest('bench', ['--config', 'test/bench/vitest.config.mts', ...process.argv.slice(2)])));
