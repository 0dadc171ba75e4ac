// npm run lint: every check runs, also after one that failed. Ends with `N passed, M failed`; one check counts once.
import { join } from 'node:path';
import { packageCommand, root } from './lib/paths.mjs';
import { capture, main } from './lib/run.mjs';
import { emptyTally, finish } from './lib/tally.mjs';
import { lintIncludes } from './lint/c-includes.mjs';
import { lintTidy } from './lint/clang-tidy.mjs';
import { lintFormat } from './lint/format-c.mjs';
import { lintLayers } from './lint/layers.mjs';
import { lintSourceLists } from './lint/source-lists.mjs';

/** A linter of npm that prints its own report. */
function tool(packageName, command, args) {
  const { status, stdout, stderr } = capture(process.execPath, [packageCommand(packageName, command), ...args], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  return { problems: status === 0 ? [] : [`${stdout}${stderr}`.trim()] };
}

const CHECKS = [
  ['biome', () => tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=200'])],
  ['types of src', () => tool('typescript', 'tsc', ['-p', join(root, 'tsconfig.json'), '--noEmit'])],
  ['types of the tests', () => tool('typescript', 'tsc', ['-p', join(root, 'tsconfig.test.json')])],
  ['layers of src', () => lintLayers(root)],
  ['includes of C and C++', () => lintIncludes(root)],
  ['source lists, file length', () => lintSourceLists(root)],
  ['clang-format', () => lintFormat()],
  ['clang-tidy', () => lintTidy(root)],
];

await main(async () => {
  const total = emptyTally();
  for (const [name, check] of CHECKS) {
    const { checked, problems, skipped } = await check();
    const outcome = problems.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed';
    total[outcome]++;
    const detail = skipped ?? (checked === undefined ? '' : `${checked} files`);
    console.log(`${name}: ${outcome}${detail ? ` (${detail})` : ''}`);
    for (const problem of problems) console.log(problem);
  }
  return finish(total);
});
