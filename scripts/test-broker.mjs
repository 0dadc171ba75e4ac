// npm run test:broker: the client of RabbitMQ against real brokers, and against what only looks like one.
// Arguments go to vitest: `npm run test:broker -- tls`.
import { main } from './lib/run.mjs';
import { finish } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';

await main(() => finish(runVitest('broker', ['--config', 'test/broker/vitest.config.mts', ...process.argv.slice(2)])));
