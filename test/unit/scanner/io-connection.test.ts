import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IoConnection } from '../../../src/scanner/io-connection.js';
import { normalize } from '../../../src/scanner/options.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a target whose first packet never comes is told as silent for the 10 s that it had', () => {
  const timedOut = vi.fn();
  const io = new IoConnection(normalize({ host: '127.0.0.2', rpiMs: 10 }), 1, { data: () => {}, timedOut });
  const direction = { connectionId: 1, apiUs: 10_000 };
  const triad = { connectionSerial: 1, vendorId: 1, originatorSerial: 1 };
  io.begin({ oToT: direction, tToO: direction, triad, applicationData: new Uint8Array(0) }, () => {});
  vi.advanceTimersByTime(9_990);
  expect(timedOut).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20);
  expect(timedOut.mock.calls).toEqual([[10_000]]);
  io.stop();
});
