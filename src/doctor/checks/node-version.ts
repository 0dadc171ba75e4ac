/** Whether this Node.js is one that the package runs on. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, warning } from '../finding.js';

export interface NodeFacts {
  /** As in 20.11.1. */
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
}

const LEAST_MAJOR = 20;

export function judgeNode({ version, platform, arch }: NodeFacts): Judgement {
  const major = Number.parseInt(version, 10);
  const found = `Node.js ${version} on ${platform}-${arch}`;
  if (platform !== 'linux') return problem(found, 'This package runs on Linux');
  if (!(major >= LEAST_MAJOR)) return problem(found, `Install Node.js ${LEAST_MAJOR} or newer`);
  if (major % 2 === 1)
    return warning(found, 'Use a release with an even number: the others get no fixes after half a year');
  return ok(found);
}

export const nodeVersion: Check = {
  id: 'node',
  run: async () => [judgeNode({ version: process.versions.node, platform: process.platform, arch: process.arch })],
};
