/** Loggers from before the log is set up: their lines go to stdout, and then to where the set-up says. Argument: FOLDER */
const { join } = require('node:path');
const { getLogger, setupLogger } = require('../../../dist/logging.js');

const logger = getLogger('early');
logger.debug('below info');
logger.info('before');
setupLogger({ console: 'off', level: 'debug', file: { path: join(process.argv[2], 'app.log') } });
logger.debug('after');
