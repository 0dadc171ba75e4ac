// Runs vitest with its readable report on the screen and a JSON report for the count.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageCommand, root } from './paths.mjs';
import { commandLine, say } from './run.mjs';
import { tallyVitest } from './tally.mjs';

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns the tally of `vitest run ...args`; a vitest that crashes counts as one failure. */
export function runVitest(reportName, args = []) {
  const report = join(root, 'reports', `${reportName}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];
  say(`$ ${commandLine('vitest', vitest)}`);
  const { status } = spawnSync(process.execPath, [packageCommand('vitest', 'vitest'), ...vitest], {
    cwd: root,
    stdio: 'inherit',
  });
  return tallyVitest(readReport(report), status);
}
