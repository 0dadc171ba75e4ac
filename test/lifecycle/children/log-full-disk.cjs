/**
 * Logs to a file system of a few pages that is full and has room again. Run where a mount harms nobody. Arguments:
 * FOLDER, and EXIT_FULL where it shall end while the disk is full.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setupLogger } = require('../../../dist/logging.js');

const [folder, endsFull] = process.argv.slice(2);
const path = join(folder, 'app.log');
const filler = join(folder, 'filler');

function fillDisk() {
  const page = Buffer.alloc(4096);
  for (let n = 0; n < 10_000; n++) {
    try {
      writeFileSync(filler, page, { flag: 'a' });
    } catch {
      return;
    }
  }
  throw new Error('the disk does not get full');
}

async function main() {
  const { stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  const log = setupLogger({
    console: 'off',
    bufferBytes: 65_536,
    file: { path, size: '32k', count: 1, compress: true },
  });
  const logger = log.getLogger('disk');
  let turns = 0;
  const beat = setInterval(() => turns++, 1);
  const fill = async (from, to) => {
    for (let n = from; n < to; n++) {
      logger.info({ n, pad: 'x'.repeat(200) });
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await log.flush();
  };
  await fill(0, 10);
  fillDisk();
  await fill(10, 5000);
  const full = log.status().file;
  const torn = !readFileSync(path, 'utf8').endsWith('\n');
  if (endsFull) {
    console.log(JSON.stringify({ full, torn, turns }));
    process.exit(0);
  }
  rmSync(filler);
  await log.flush();
  await fill(5000, 5010);
  clearInterval(beat);
  await log.close();
  const names = readdirSync(folder).sort();
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  console.log(JSON.stringify({ full, torn, turns, after: log.status().file, names, text, size: statSync(path).size }));
}

void main();
