import { expect, it } from 'vitest';
import { AdapterLog } from '../../../src/adapter/adapter-log.js';
import type { NetworkStatus } from '../../../src/adapter/network.js';
import { EipConnectionError } from '../../../src/errors.js';
import type { LogTarget } from '../../../src/logging.js';

function listened() {
  const told: unknown[] = [];
  const at = (level: string) => (fields: object) => told.push({ level, ...fields });
  const logger: LogTarget = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { told, log: new AdapterLog(logger) };
}

it('tells how many requests were refused since it told last', () => {
  const { told, log } = listened();
  for (const counter of [0, 3, 3, 10]) log.requests(counter);
  expect(told).toEqual([
    { level: 'warn', event: 'adapter.requestsOverrun', count: 3 },
    { level: 'warn', event: 'adapter.requestsOverrun', count: 7 },
  ]);
});

it('tells events that were lost, and the end of the I/O thread', () => {
  const { told, log } = listened();
  const error = new EipConnectionError('EIP_NATIVE_FAILED', 'ended');
  log.told('resync', { lost: 5, connections: [] });
  log.told('error', error);
  expect(told).toEqual([
    { level: 'warn', event: 'adapter.resync', lost: 5, connectionsOpen: 0 },
    { level: 'error', event: 'adapter.failed', err: error },
  ]);
});

it('a network that is gone is a warning, one that is there an information', () => {
  const { told, log } = listened();
  const network = { present: true, link: true, interface: 'eth0' } as NetworkStatus;
  const gone = { ...network, link: false };
  log.told('network', { reason: 'no cable', network: gone, before: network, atUs: 0 });
  log.told('network', { reason: 'cable', network, before: gone, atUs: 0 });
  expect(told).toEqual([
    { level: 'warn', event: 'adapter.network', reason: 'no cable', network: gone },
    { level: 'info', event: 'adapter.network', reason: 'cable', network },
  ]);
});
