/** What is another value in a second configuration. */

import type { Complaint } from '../../config/refusal.js';
import { Secret } from '../../config/secret.js';
import type { EipConfig } from '../../eip-config/index.js';
import { partsOf } from '../../eip-config/origins.js';

type Path = Complaint['path'];

/** Sections that a gateway does not go by. */
const OTHERS: ReadonlySet<string> = new Set(['client', 'eds', 'origins', 'secrets']);

/** The paths of all values that differ; of what is only in one of both the path at which it is. */
export function changedPaths(before: EipConfig, after: EipConfig): Path[] {
  return changesIn(mine(before), mine(after), []);
}

function mine(config: EipConfig): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([section]) => !OTHERS.has(section)));
}

function changesIn(before: unknown, after: unknown, path: Path): Path[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was === undefined || is === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return isSame(before, after) ? [] : [path];
  }
  const then = new Map(was);
  const now = new Map(is);
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((step) =>
    changesIn(then.get(step), now.get(step), [...path, step]),
  );
}

/** Of what is of a class of ours, such as a layout, by what it says. */
function isSame(before: unknown, after: unknown): boolean {
  if (before instanceof Secret) return after instanceof Secret && before.equals(after);
  if (typeof before !== 'object' || typeof after !== 'object') return Object.is(before, after);
  return JSON.stringify(before) === JSON.stringify(after);
}
