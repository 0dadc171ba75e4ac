import { expect, test } from 'vitest';
import { RENEW, startedStub } from '../integration/vault-rig.js';
import { runChild } from './child.js';

test('a lease that has long to go does not keep the process alive', async () => {
  const stub = await startedStub();
  const { code, signal, report, stderr } = await runChild('vault-idle.cjs', { args: [stub.address, 'idle'] });
  expect({ code, signal, report, stderr }).toEqual({ code: 0, signal: null, report: { value: 'hunter2' }, stderr: '' });
  expect(stub.lines).not.toContain(RENEW);
});

test('nor does a renewal that is not answered', async () => {
  const stub = await startedStub();
  stub.granted.ttlSeconds = 1;
  stub.script = ({ path }) => (path.endsWith('/renew-self') ? 'silent' : undefined);
  const { code, signal, stderr } = await runChild('vault-idle.cjs', {
    args: [stub.address, 'renewing'],
    onLine: (child) => void stub.until(RENEW).then(() => child.stdin?.write('go on')),
  });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
});
