import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

const paths = () => import('../../../scripts/lib/paths.mjs');

it('finds the script behind a command of an installed package', async () => {
  const { packageCommand } = await paths();
  expect(existsSync(packageCommand('typescript', 'tsc'))).toBe(true);
});

it('says what to do when a package is not installed', async () => {
  const { packageCommand } = await paths();
  expect(() => packageCommand('no-such-package', 'x')).toThrow('no-such-package is not installed: run "npm ci" first');
});
