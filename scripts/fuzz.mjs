// npm run fuzz: builds the fuzz targets and runs them, as many side by side as there are processors.
//
//   npm run fuzz -- --minutes N [target ...]   all of it takes N minutes (default 5), shared among the targets
//   npm run fuzz -- --each S [target ...]      S seconds each
//
// What is found lies in fuzz/findings/TARGET/ (fuzz/README.md). Ends with `N passed, M failed`, a target each.
import { availableParallelism } from 'node:os';
import { buildFuzzers, parseFuzzArguments, runFuzzer, secondsEach, targetNames } from './lib/fuzz.mjs';
import { main, say } from './lib/run.mjs';
import { emptyTally, finish } from './lib/tally.mjs';

await main(async () => {
  const known = targetNames();
  const options = parseFuzzArguments(process.argv.slice(2), known);
  const targets = options.targets.length > 0 ? options.targets : known;
  const lanes = Math.min(availableParallelism(), targets.length);
  const seconds = secondsEach(options, targets.length, lanes);
  buildFuzzers();
  say(`${targets.length} targets, ${seconds} s each, ${lanes} side by side`);
  const total = emptyTally();
  const waiting = [...targets];
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      total[(await runFuzzer(name, seconds)) ? 'passed' : 'failed']++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return finish(total);
});
