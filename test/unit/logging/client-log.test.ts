import { expect, it } from 'vitest';
import { EipConnectionError, EipReadError, EipWriteError } from '../../../src/errors.js';
import { ClientLog } from '../../../src/logging/client-log.js';
import type { LogTarget } from '../../../src/logging.js';

function listened() {
  const told: unknown[] = [];
  const at = (level: string) => (fields: object) => told.push({ level, ...fields });
  const logger: LogTarget = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { told, log: new ClientLog(logger, () => ({ target: 'plc' })) };
}

it('tells another program with some of the names, and how many there are', () => {
  const { told, log } = listened();
  const gone = Array.from({ length: 30 }, (_, i) => `Tag${i}`);
  log.told('programChanged', { reason: 'a download', gone, changed: ['Speed'], added: [] });
  expect(told).toEqual([
    {
      level: 'warn',
      event: 'client.programChanged',
      target: 'plc',
      reason: 'a download',
      goneCount: 30,
      changedCount: 1,
      addedCount: 0,
      gone: gone.slice(0, 20),
      changed: ['Speed'],
      added: [],
    },
  ]);
});

it('tells an end that was meant as information, one that was not as a warning, and a failure as an error', () => {
  const { told, log } = listened();
  const error = new EipConnectionError('EIP_NATIVE_FAILED', 'ended');
  log.told('disconnected', { reason: 'closed' });
  log.told('disconnected', { reason: 'lost', error });
  log.told('error', error);
  expect(told).toEqual([
    { level: 'info', event: 'client.disconnected', target: 'plc', reason: 'closed' },
    { level: 'warn', event: 'client.disconnected', target: 'plc', reason: 'lost', err: error },
    { level: 'error', event: 'client.failed', target: 'plc', err: error },
  ]);
});

it('tells of errors only those of guards', () => {
  const { told, log } = listened();
  const details = { tag: 'Speed', outcome: 'notSent' } as const;
  log.refused(undefined);
  log.refused(new Error('x'));
  log.refused(new EipReadError('EIP_READ_REFUSED', 'no'));
  log.refused(new EipWriteError('EIP_WRITE_REFUSED', 'no', details));
  for (const code of ['EIP_WRITE_NOT_ALLOWED', 'EIP_WRITE_OUT_OF_LIMITS', 'EIP_WRITE_TOO_OFTEN'] as const) {
    log.refused(new EipWriteError(code, 'no', details));
  }
  expect(told).toEqual(
    ['EIP_WRITE_NOT_ALLOWED', 'EIP_WRITE_OUT_OF_LIMITS', 'EIP_WRITE_TOO_OFTEN'].map((code) => ({
      level: 'warn',
      event: 'client.writeRefused',
      target: 'plc',
      code,
      tag: 'Speed',
    })),
  );
});

it('without a logger does nothing', () => {
  const log = new ClientLog(undefined);
  log.told('reconnecting', { reason: 'x' });
  log.refused(new EipWriteError('EIP_WRITE_NOT_ALLOWED', 'no'));
});
