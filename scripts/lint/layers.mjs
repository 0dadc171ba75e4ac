// dependency-cruiser over src/. It reads nothing, and says all is well, when it does not know the TypeScript version:
// so a run over no module is a failure.
import { packageCommand } from '../lib/paths.mjs';
import { capture } from '../lib/run.mjs';

export function lintLayers(root) {
  const cruiser = packageCommand('dependency-cruiser', 'depcruise');
  const args = [cruiser, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout, stderr } = capture(process.execPath, args, { cwd: root });
  if (!stdout.startsWith('{')) return { checked: 0, problems: [`dependency-cruiser failed: ${stderr}`] };
  const { summary } = JSON.parse(stdout);
  const problems = summary.violations.map(({ rule, from, to }) => `${from} -> ${to}: ${rule.name}`);
  if (summary.totalCruised === 0)
    problems.push('dependency-cruiser read no module: is its TypeScript version supported?');
  return { checked: summary.totalCruised, problems };
}
