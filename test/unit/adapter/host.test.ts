import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { addressList, onlyAddress, ownAddresses } from '../../../src/adapter/host.js';
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
