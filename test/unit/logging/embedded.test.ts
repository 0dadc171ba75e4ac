/** A log in somebody else's program: a Fastify service, and a process whose handlers are its own. */
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { createLogging } from '../../../src/logging.js';
import { ownLog } from './logs.js';

it('a Fastify service takes a logger as its own', async () => {
  const { log, lines } = ownLog();
  const app = fastify({ loggerInstance: log.getLogger('http') });
  app.get('/', async (request) => {
    request.log.info({ recipe: 5 }, 'asked');
    throw new Error('on purpose');
  });
  expect((await app.inject('/')).statusCode).toBe(500);
  await app.close();
  const all = await lines();
  expect(all.map(({ msg }) => msg)).toEqual(['incoming request', 'asked', 'on purpose', 'request completed']);
  expect(all[0]).toMatchObject({ module: 'http', reqId: 'req-1', req: { method: 'GET', url: '/' } });
  expect(all[1]).toMatchObject({ module: 'http', reqId: 'req-1', recipe: 5 });
  expect(all[2]).toMatchObject({ level: 'error', err: { type: 'Error', message: 'on purpose' } });
});

it('installs no handler of a signal or an exception, and takes its listener of "exit" back', async () => {
  const names = ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGHUP', 'exit', 'beforeExit'];
  const counts = () => names.map((name) => process.listenerCount(name));
  const before = counts();
  const log = createLogging({ console: 'off' });
  const worker = log.port();
  const during = counts();
  await log.close();
  worker.close();
  expect(during.map((count, i) => count - (before[i] ?? 0))).toEqual(names.map((name) => (name === 'exit' ? 1 : 0)));
  expect(counts()).toEqual(before);
});
