import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from './run.mjs';

/** The root of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The script that the command `name` of an installed package runs, to be started with this very Node. */
export function packageCommand(packageName, name) {
  const folder = join(root, 'node_modules', packageName);
  const description = join(folder, 'package.json');
  if (!existsSync(description)) throw new CommandError(`${packageName} is not installed: run "npm ci" first`, 1);
  const { bin } = JSON.parse(readFileSync(description, 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}
