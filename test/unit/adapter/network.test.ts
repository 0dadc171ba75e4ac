import { describe, expect, it } from 'vitest';
import { addressLost, NetworkFollower, networkChange, networkStatus } from '../../../src/adapter/network.js';
import type { NativeNetwork } from '../../../src/native/binding.js';

const native: NativeNetwork = {
  interface: 'eth0',
  present: true,
  enabled: true,
  link: true,
  address: '192.168.1.50',
  mask: '255.255.255.0',
  gateway: '192.168.1.1',
  nameServer: '10.0.0.1',
  nameServer2: undefined,
  domain: 'plant.example',
  hostName: 'vision',
  dhcp: false,
  mac: '02:00:00:00:00:01',
  speedMbit: 1000,
  fullDuplex: true,
};
const status = (change: Partial<NativeNetwork> = {}) => {
  const made = networkStatus({ ...native, ...change });
  if (made === null) throw new Error('known');
  return made;
};

describe('the network in status()', () => {
  it('is plain', () => {
    expect(status()).toEqual({
      interface: 'eth0',
      present: true,
      enabled: true,
      link: true,
      address: '192.168.1.50',
      mask: '255.255.255.0',
      gateway: '192.168.1.1',
      nameServers: ['10.0.0.1'],
      domain: 'plant.example',
      hostName: 'vision',
      dhcp: false,
      mac: '02:00:00:00:00:01',
      speedMbit: 1000,
      fullDuplex: true,
    });
  });
  it('what there is not is null or empty', () => {
    expect(status({ gateway: undefined, nameServer: undefined, speedMbit: 0 })).toMatchObject({
      gateway: null,
      nameServers: [],
      speedMbit: null,
    });
  });
  it('two name servers', () =>
    expect(status({ nameServer2: '10.0.0.2' }).nameServers).toEqual(['10.0.0.1', '10.0.0.2']));
  it('where the system does not tell', () => expect(networkStatus(undefined)).toBeNull());
});

describe('a change in words', () => {
  it.each([
    ['gone', {}, { present: false, link: false }, '192.168.1.50 is gone from eth0: no scanner reaches this adapter'],
    ['back', { present: false }, { interface: 'eth1' }, '192.168.1.50 is back, on eth1'],
    ['moved', {}, { interface: 'eth1', mac: 'x' }, '192.168.1.50 has moved from eth0 to eth1'],
    ['link lost', {}, { link: false, speedMbit: 0 }, 'eth0 has lost its link'],
    ['link back', { link: false }, {}, 'eth0 has its link again'],
    ['mask and gateway', {}, { mask: '255.0.0.0', gateway: undefined }, 'eth0: mask, gateway changed'],
    ['name servers', {}, { nameServer2: '10.0.0.2' }, 'eth0: nameServers changed'],
    ['speed', {}, { speedMbit: 100, fullDuplex: false }, 'eth0: fullDuplex, speedMbit changed'],
  ])('%s', (_case, before, now, text) => expect(networkChange(status(before), status(now))).toBe(text));
  it('nothing', () => expect(networkChange(status(), status())).toBeUndefined());
});

describe('following', () => {
  it('tells a change once, with what was before', () => {
    const follower = new NetworkFollower();
    follower.begin(status());
    const lost = follower.changed(status({ link: false }), 5);
    expect(lost).toEqual({
      reason: 'eth0 has lost its link',
      before: status(),
      network: status({ link: false }),
      atUs: 5,
    });
    expect(follower.changed(status({ link: false }), 6)).toBeUndefined();
    expect(follower.changed(status(), 7)).toMatchObject({ before: { link: false }, network: { link: true } });
  });
  it('tells nothing where nothing is known', () => {
    const follower = new NetworkFollower();
    expect(follower.changed(status(), 1)).toBeUndefined();
    follower.begin(status());
    expect(follower.changed(null, 1)).toBeUndefined();
  });
  it('an address that is gone is an error with a code', () => {
    const follower = new NetworkFollower();
    follower.begin(status());
    const change = follower.changed(status({ present: false }), 1);
    if (change === undefined) throw new Error('it changed');
    expect(addressLost(change)).toMatchObject({ code: 'EIP_ADDRESS_LOST', address: '192.168.1.50' });
    expect(addressLost(change).message).toContain('no scanner reaches this adapter');
  });
});
