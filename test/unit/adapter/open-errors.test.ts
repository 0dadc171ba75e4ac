import { describe, expect, it } from 'vitest';
import { openFailed } from '../../../src/adapter/open-errors.js';
import { EipConfigError } from '../../../src/errors.js';

const thrown = (code: string, port?: number, transport?: string) =>
  Object.assign(new Error(`bind ${code}`), { code, syscall: 'bind', address: '10.9.9.9', port, transport });

describe('openFailed: scheduling', () => {
  it.each([
    ['sched_setscheduler', 'EPERM', 'scheduling.policy'],
    ['sched_setaffinity', 'EINVAL', 'scheduling.cpu'],
  ])('%s is the option %s %s', (syscall, code, option) => {
    const cause = Object.assign(new Error(`${syscall}: ${code}`), { code, syscall });
    const error = openFailed(cause, '127.0.0.2');
    expect(error).toBeInstanceOf(EipConfigError);
    expect(error).toMatchObject({ code: 'EIP_SCHEDULING_REFUSED', option, cause });
    expect(error.message).toContain(`does not grant ${option}: ${syscall}: ${code}`);
  });
});

describe('openFailed', () => {
  it.each([
    ['EADDRINUSE', 44_818, 'tcp', 'EIP_PORT_IN_USE', /^TCP port 44818 of 10\.9\.9\.9 is in use.*ss -tulpn/],
    ['EADDRINUSE', 2222, 'udp', 'EIP_PORT_IN_USE', /^UDP port 2222 of 10\.9\.9\.9/],
    [
      'EADDRNOTAVAIL',
      44_818,
      'tcp',
      'EIP_ADDRESS_UNAVAILABLE',
      /10\.9\.9\.9 is no address of this machine, which has .*127\.0\.0\.1/,
    ],
    ['EACCES', 102, 'tcp', 'EIP_PORT_DENIED', /TCP port 102 .*CAP_NET_BIND_SERVICE/],
    ['EMFILE', undefined, undefined, 'EIP_OPEN_FAILED', /bind EMFILE.*ulimit -n/],
  ])('%s on port %s (%s) is %s', (code, port, transport, expected, message) => {
    const cause = thrown(code, port, transport);
    const error = openFailed(cause, '10.9.9.9');
    expect(error).toMatchObject({ code: expected, address: '10.9.9.9', cause });
    expect([error.port, error.transport]).toEqual([port, transport]);
    expect(error.message).toMatch(message);
  });
});
