import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { addressList, addressOf, onlyAddress, ownAddresses } from '../../../src/adapter/host.js';
import { EipConfigError } from '../../../src/errors.js';

const info = (address: string, internal = false, family: 'IPv4' | 'IPv6' = 'IPv4') =>
  ({ address, internal, family, netmask: '', mac: '', cidr: null }) as NetworkInterfaceInfo;

const lo = { lo: [info('127.0.0.1', true), info('::1', true, 'IPv6')] };
const one = { ...lo, eth0: [info('192.168.1.50'), info('fe80::1', false, 'IPv6')] };
const two = { ...one, eth1: [info('10.0.0.7')] };

describe('own addresses', () => {
  it('are the IPv4 ones of all interfaces', () => {
    expect(addressList(ownAddresses(two))).toBe('127.0.0.1 (lo), 192.168.1.50 (eth0), 10.0.0.7 (eth1)');
  });

  it('the only one outside is the default', () => expect(onlyAddress(ownAddresses(one))).toBe('192.168.1.50'));

  it.each([
    ['several outside', two, 'several addresses: 192.168.1.50 (eth0), 10.0.0.7 (eth1)'],
    ['loopback only', lo, 'loopback addresses only: 127.0.0.1 (lo)'],
    ['none', {}, 'loopback addresses only: none'],
  ])('%s: an error that lists them', (_case, interfaces, text) => {
    const decide = () => onlyAddress(ownAddresses(interfaces));
    expect(decide).toThrow(EipConfigError);
    expect(decide).toThrow(expect.objectContaining({ code: 'EIP_HOST_UNDECIDED', option: 'host' }));
    expect(decide).toThrow(text);
  });
});

describe('the option host', () => {
  const several = { ...two, eth2: [info('10.1.0.1'), info('10.1.0.2')], eth3: [info('fe80::3', false, 'IPv6')] };
  const of = (host: string | undefined, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = several) =>
    addressOf(host, ownAddresses(interfaces));

  it('an address stays, also one that this machine does not have', () => expect(of('203.0.113.9')).toBe('203.0.113.9'));
  it('an interface stands for its address', () => expect([of('eth1'), of('lo')]).toEqual(['10.0.0.7', '127.0.0.1']));
  it('nothing is the only address', () => expect(of(undefined, { ...one })).toBe('192.168.1.50'));

  const all = '127.0.0.1 (lo), 192.168.1.50 (eth0), 10.0.0.7 (eth1), 10.1.0.1 (eth2), 10.1.0.2 (eth2)';
  it.each([
    [
      'an interface that is not there',
      'eth9',
      `No interface "eth9" with an IPv4 address is up; this machine has ${all}`,
    ],
    ['an interface without IPv4', 'eth3', `No interface "eth3" with an IPv4 address is up; this machine has ${all}`],
    ['a host name', 'localhost', `No interface "localhost" with an IPv4 address is up; this machine has ${all}`],
    [
      'an interface with several addresses',
      'eth2',
      'The interface "eth2" has several addresses: 10.1.0.1 (eth2), 10.1.0.2 (eth2)',
    ],
  ])('%s: an error that lists what there is', (_case, host, text) => {
    expect(() => of(host)).toThrow(EipConfigError);
    expect(() => of(host)).toThrow(expect.objectContaining({ code: 'EIP_INTERFACE_UNUSABLE', option: 'host' }));
    expect(() => of(host)).toThrow(text);
  });
});
