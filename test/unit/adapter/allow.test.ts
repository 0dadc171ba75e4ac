import { describe, expect, it } from 'vitest';
import { nativeOptions } from '../../../src/adapter/native-options.js';
import { normalise } from '../../../src/adapter/options.js';
import { EipConfigError } from '../../../src/errors.js';

const base = { identity: { vendorId: 1, serialNumber: 1, productName: 'x' }, assemblies: {} };

/** `option message` of each complaint about these options. */
function complaints(extra: object): string[] {
  try {
    normalise({ ...base, ...extra });
    return [];
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    return (error.problems ?? []).map(({ option, message }) => `${option} ${message}`);
  }
}

const WANTED = 'expected an IPv4 address such as 192.168.1.10, or a network such as 192.168.1.0/24';
const LIST = 'expected a list of 1 to 256 IPv4 addresses and networks';

describe('allow', () => {
  it.each([
    ['a plain list is both', ['10.0.0.1'], { explicit: ['10.0.0.1'], io: ['10.0.0.1'] }],
    ['I/O is everybody of explicit', { explicit: ['10.0.0.0/8'] }, { explicit: ['10.0.0.0/8'], io: ['10.0.0.0/8'] }],
    ['I/O alone', { io: ['10.0.0.1'] }, { explicit: ['0.0.0.0/0'], io: ['10.0.0.1'] }],
    ['none of both', {}, { explicit: ['0.0.0.0/0'], io: ['0.0.0.0/0'] }],
    [
      'a network that two together hold',
      { explicit: ['10.0.0.128/25', '10.0.0.0/25'], io: ['10.0.0.0/24'] },
      { explicit: ['10.0.0.128/25', '10.0.0.0/25'], io: ['10.0.0.0/24'] },
    ],
  ])('%s', (_case, allow, normal) => expect(normalise({ ...base, allow }).allow).toEqual(normal));

  it.each([
    ['a host name', ['plc-1'], [`allow[0] ${WANTED}, got "plc-1"`]],
    ['a number', [167772161], [`allow[0] ${WANTED}, got 167772161`]],
    ['IPv6', ['::1'], [`allow[0] ${WANTED}, got "::1"`]],
    ['an octet too large', ['10.0.0.256'], [`allow[0] ${WANTED}, got "10.0.0.256"`]],
    ['three octets', ['10.0.0/24'], [`allow[0] ${WANTED}, got "10.0.0/24"`]],
    ['a leading zero, which some read as octal', ['10.0.0.010'], [`allow[0] ${WANTED}, got "10.0.0.010"`]],
    ['a prefix above 32', ['10.0.0.0/33'], [`allow[0] ${WANTED}, got "10.0.0.0/33"`]],
    ['no prefix', ['10.0.0.0/'], [`allow[0] ${WANTED}, got "10.0.0.0/"`]],
    ['a mask', ['10.0.0.0/255.0.0.0'], [`allow[0] ${WANTED}, got "10.0.0.0/255.0.0.0"`]],
    ['blanks', ['10.0.0.1 '], [`allow[0] ${WANTED}, got "10.0.0.1 "`]],
    [
      'a host with a prefix',
      ['10.0.0.1', '192.168.1.50/24'],
      ['allow[1] 192.168.1.50/24 is no network: expected 192.168.1.0/24, or 192.168.1.50 for that address alone'],
    ],
    ['an empty list', [], [`allow ${LIST}, got 0`]],
    ['a text', '10.0.0.1', [`allow ${LIST}, or { explicit, io }, got "10.0.0.1"`]],
    ['nothing, as an empty key of YAML', null, [`allow ${LIST}, or { explicit, io }, got null`]],
    ['an empty list of one kind', { io: [] }, [`allow.io ${LIST}, got 0`]],
    ['one kind that is no list', { explicit: '10.0.0.1' }, [`allow.explicit ${LIST}, got "10.0.0.1"`]],
    [
      'both wrong, both told',
      { explicit: ['x'], io: [1] },
      [`allow.explicit[0] ${WANTED}, got "x"`, `allow.io[0] ${WANTED}, got 1`],
    ],
    [
      'a misspelt kind',
      { explict: ['10.0.0.1'] },
      ['allow.explict no such option (did you mean "explicit"?). There are: explicit, io'],
    ],
    [
      'I/O for who can not open it',
      { explicit: ['10.0.0.0/24', '10.0.2.0/24'], io: ['10.0.0.7', '10.0.1.7', '10.0.0.0/23'] },
      ['10.0.1.7', '10.0.0.0/23'].map(
        (text, i) =>
          `allow.io[${i + 1}] ${text} is not within "explicit", and a connection is opened by an explicit message: add it there too`,
      ),
    ],
  ])('%s is refused', (_case, allow, wanted) => expect(complaints({ allow })).toEqual(wanted));

  it('256 entries are taken, one more is refused', () => {
    const of = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(complaints({ allow: of(256) })).toEqual([]);
    expect(complaints({ allow: of(257) })).toEqual([`allow ${LIST}, got 257`]);
  });

  it('goes to the addon as numbers', () => {
    const options = normalise({
      ...base,
      allow: { explicit: ['0.0.0.0/0'], io: ['192.168.1.0/24', '255.255.255.255', '128.0.0.0/1'] },
      maxSessionsPerPeer: 4,
      readOnly: true,
    });
    expect(nativeOptions(options, '10.0.0.1').access).toEqual({
      explicit: [{ address: 0, mask: 0 }],
      io: [
        { address: 0xc0a80100, mask: 0xffffff00 },
        { address: 0xffffffff, mask: 0xffffffff },
        { address: 0x80000000, mask: 0x80000000 },
      ],
      sessionsPerPeer: 4,
      readOnly: true,
    });
    expect(nativeOptions(normalise(base), '10.0.0.1').access.sessionsPerPeer).toBe(0);
  });
});

it('readOnly and allowSettings do not go together', () => {
  expect(complaints({ readOnly: true, allowSettings: true })).toEqual([
    'allowSettings true, but "readOnly" lets nobody set anything: leave out one of both',
  ]);
});
