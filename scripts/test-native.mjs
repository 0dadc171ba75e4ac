// C and C++ tests: node scripts/test-native.mjs plain | asan | tsan ...
import { MODES, runNativeTests } from './lib/native-tests.mjs';
import { CommandError, main } from './lib/run.mjs';
import { addTally, emptyTally, finish } from './lib/tally.mjs';

await main(() => {
  const modes = process.argv.slice(2);
  const known = modes.length > 0 && modes.every((mode) => Object.hasOwn(MODES, mode));
  if (!known) throw new CommandError(`usage: test-native.mjs ${Object.keys(MODES).join(' | ')} ...`, 2);
  const total = emptyTally();
  for (const mode of modes) addTally(total, runNativeTests(mode));
  return finish(total);
});
