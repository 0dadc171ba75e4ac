/** Logs to the console and to a file, goes on whatever becomes of the console, and says how it was. Arguments: FOLDER, LINES */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setupLogger } = require('../../../dist/logging.js');

const [folder, lines] = process.argv.slice(2);
const log = setupLogger({ bufferBytes: 65_536, file: { path: join(folder, 'app.log'), size: '100m' } });
const logger = log.getLogger();

async function main() {
  for (let n = 1; n <= Number(lines); n++) {
    logger.info({ n, pad: 'x'.repeat(200) });
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await log.flush();
  writeFileSync(join(folder, 'status.json'), JSON.stringify(log.status()));
}

// Its reader may be gone before it begins.
process.stdin.once('end', () => void main()).resume();
