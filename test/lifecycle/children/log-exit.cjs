/** Logs thousands of lines and ends, as MODE says. Arguments: MODE FOLDER */
const { join } = require('node:path');
const { setupLogger } = require('../../../dist/logging.js');

const [mode, folder] = process.argv.slice(2);
const LINES = 5000;
const log = setupLogger({ console: 'off', file: { path: join(folder, 'app.log'), size: '200k', count: 100 } });
const logger = log.getLogger('child');
const fill = () => {
  for (let n = 1; n <= LINES; n++) logger.info({ n, pad: 'x'.repeat(n % 300) }, 'a line');
};

const ways = {
  exit() {
    fill();
    process.exit(0);
  },
  natural: fill,
  uncaught() {
    fill();
    throw new Error('on purpose');
  },
  rejected() {
    fill();
    void Promise.reject(new Error('on purpose'));
  },
  /** While a write is under way in the background. */
  underWay() {
    fill();
    setImmediate(() => {
      logger.info({ n: LINES + 1 });
      setImmediate(() => {
        logger.info({ n: LINES + 2 });
        process.exit(0);
      });
    });
  },
  /** While the first of many writes has just been begun. */
  async begun() {
    fill();
    for (let i = 0; i < 5; i++) await undefined;
    process.exit(0);
  },
  inExitHandler() {
    fill();
    process.on('exit', () => logger.info({ n: LINES + 1 }));
  },
  disposed() {
    fill();
    void log.close().then(() => process.exit(0));
  },
};
ways[mode]();
