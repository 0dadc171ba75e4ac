// npm test: builds everything, runs the C, C++ and TypeScript tests, ends with `N passed, M failed`.
// Arguments go to vitest: `npm test -- test/unit/cip`.
import { buildNative, buildTypeScript } from './lib/build-steps.mjs';
import { runNativeTests } from './lib/native-tests.mjs';
import { main } from './lib/run.mjs';
import { addTally, emptyTally, finish } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';

await main(() => {
  buildNative();
  buildTypeScript();
  const total = emptyTally();
  addTally(total, runNativeTests('plain'));
  addTally(total, runVitest('vitest', process.argv.slice(2)));
  return finish(total);
});
