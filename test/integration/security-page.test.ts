/** The firewall of docs/security.md, as nft reads it and, where the system lets us, as the kernel applies it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync(resolve(__dirname, '../../docs/security.md'), 'utf8');
const rules = [...page.matchAll(/^```nft\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '').join('\n');

/** In a network of its own, so that nothing of this machine is asked or touched. */
function nft(...args: string[]): { status: number | null; text: string } {
  const command = ['--net', '--map-root-user', 'nft', ...args];
  const { status, stdout, stderr } = spawnSync('unshare', command, { input: rules, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

/** Why the rules can't be checked here; undefined: they can. */
function obstacle(): string | undefined {
  const { status, text } = nft('list', 'ruleset');
  return status === 0 ? undefined : `nft can't be run in a network of its own: ${text.trim()}`;
}

const reason = obstacle();
if (reason !== undefined) console.log(`skipped: ${reason}`);

test.skipIf(reason !== undefined)('nft takes the rules', () => {
  expect(rules).toContain('table inet eip_native');
  expect(nft('--check', '--file', '-')).toEqual({ status: 0, text: '' });
});
