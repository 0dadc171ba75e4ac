// clang-format as npm brings it: the same version, hence the same output, on every machine.

import { packageCommand, root } from '../lib/paths.mjs';
import { capture } from '../lib/run.mjs';
import { C_ENDINGS, C_FOLDERS, filesIn } from '../lib/source-files.mjs';

function clangFormat(args) {
  return capture(process.execPath, [packageCommand('clang-format-node', 'clang-format'), ...args], { cwd: root });
}

/** Checks the format of all C and C++ files, or rewrites them with `fix`. */
export function lintFormat({ fix = false } = {}) {
  const files = filesIn(C_FOLDERS, C_ENDINGS);
  if (files.length === 0) return { checked: 0, problems: [] };
  const { status, stderr, error } = clangFormat([...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...files]);
  if (status === 0) return { checked: files.length, problems: [] };
  if (status === null) return { checked: 0, problems: [`clang-format could not be started: ${error?.message}`] };
  const offences = stderr.split('\n').filter((line) => line.includes('error:') || line.includes('warning:'));
  const names = [...new Set(offences.map((line) => line.split(':')[0]))];
  const problems = names.map((name) => `${name}: not formatted (npm run format)`);
  return { checked: files.length, problems: problems.length > 0 ? problems : [stderr] };
}
