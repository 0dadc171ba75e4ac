/** A journal on a disk of 12 MiB that becomes full, in a mount namespace of its own. */
const { spawnSync } = require('node:child_process');
const { rmSync, writeFileSync, statfsSync } = require('node:fs');
const { join } = require('node:path');
const { Journal } = require('../../../dist/gateway/commands/journal.js');

const [disk] = process.argv.slice(2);
spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
const folder = join(disk, 'journal');
const said = (work) =>
  work.then(
    (known) => known ?? 'done',
    ({ code, message }) => ({ code, message }),
  );

/** What it has seen of the disk may be old: another one is begun until the result is the one that is waited for. */
async function until(journal, name, isIt) {
  for (let count = 0; ; count++) {
    const result = await said(journal.begin(`${name} ${count}`, 'd'));
    if (isIt(result)) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function main() {
  const journal = await Journal.open({ folder, rememberMs: 1e9, neededMs: 1e9 });
  const before = await said(journal.begin('before', 'd'));
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 65_536));
  const full = await until(journal, 'full', (result) => result !== 'done');
  const ended = await said(journal.end('before', 'd', 'ok'));
  const fresh = await said(Journal.open({ folder: join(disk, 'other'), rememberMs: 1e9, neededMs: 1e9 }));
  rmSync(join(disk, 'filler'));
  const after = await until(journal, 'after', (result) => result === 'done');
  const known = journal.find('before');
  await journal.close();
  process.stdout.write(JSON.stringify({ before, full, ended, fresh, after, known }));
}

void main();
