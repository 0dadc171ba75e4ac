import { describe, expect, it } from 'vitest';
import { addressFromNumber, numberFromAddress } from '../../../../src/adapter/settings/address.js';
import {
  type AdapterSettings,
  nativeSettings,
  settingsFromRequest,
  settingsSchema,
} from '../../../../src/adapter/settings/settings.js';

const settings: AdapterSettings = {
  dscp: { urgent: 1, scheduled: 2, high: 3, low: 4, explicit: 5 },
  multicast: { ttl: 6, addresses: { first: '239.192.5.32', count: 7 } },
  inactivityTimeoutS: 8,
};

it.each([
  ['0.0.0.0', 0],
  ['192.168.1.50', 0xc0a80132],
  ['255.255.255.255', 0xffffffff],
])('%s is %i', (text, number) => {
  expect(numberFromAddress(text)).toBe(number);
  expect(addressFromNumber(number)).toBe(text);
});

describe('settings and the addon', () => {
  it('the addon gets every one', () => {
    expect(nativeSettings(settings)).toEqual({
      dscpUrgent: 1,
      dscpScheduled: 2,
      dscpHigh: 3,
      dscpLow: 4,
      dscpExplicit: 5,
      multicastTtl: 6,
      multicastExplicit: true,
      multicastCount: 7,
      multicastFirst: numberFromAddress('239.192.5.32'),
      inactivityTimeoutS: 8,
    });
  });
  it('multicast by the rule', () => {
    expect(nativeSettings({ ...settings, multicast: { ttl: 1, addresses: null } })).toMatchObject({
      multicastExplicit: false,
      multicastCount: 32,
      multicastFirst: 0,
    });
  });
  it.each([
    ['as set', settings],
    ['by the rule', { ...settings, multicast: { ttl: 6, addresses: null } }],
  ])('a request gives what the addon would get: %s', (_case, wanted) => {
    const words = Uint32Array.from(Object.values(nativeSettings(wanted)), Number);
    const padded = new Uint8Array(1 + words.byteLength);
    padded.set(new Uint8Array(words.buffer), 1);
    expect(settingsFromRequest(padded.subarray(1))).toEqual(wanted);
  });
});

describe('settings in a file', () => {
  it('come back as they went', () =>
    expect(settingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings));
  it.each([
    ['dscp', { ...settings, dscp: { ...settings.dscp, urgent: 64 } }],
    ['a lacking dscp', { ...settings, dscp: { urgent: 1 } }],
    ['ttl', { ...settings, multicast: { ...settings.multicast, ttl: 0 } }],
    ['lacking addresses', { ...settings, multicast: { ttl: 1 } }],
    ['inactivityTimeoutS', { ...settings, inactivityTimeoutS: 3601 }],
    ['another key', { ...settings, colour: 'red' }],
    ['nothing', undefined],
  ])('none has a default: %s', (_case, content) => expect(settingsSchema.safeParse(content).success).toBe(false));
});
