import { describe, expect, test } from 'vitest';
import { describeEncapsulationStatus, describeStatus } from '../../../src/cip/index.js';
import { hexCode } from '../../../src/cip/text.js';

const named = (code: number) => [hexCode(code, 2), code] as const;

const UNKNOWN = 'look the code up in the manual of the device';

describe('general statuses that the adapter or a controller answers have words and a hint', () => {
  const codes = [
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0a, 0x0c, 0x0e, 0x0f, 0x10, 0x11, 0x13, 0x14, 0x15, 0x16,
    0x1a, 0x1b, 0x1c, 0x1e, 0x20, 0x25, 0x26, 0xff,
  ];
  test.each(codes.map(named))('%s', (_code, code) => {
    const { text, check } = describeStatus(code);
    expect(text).not.toMatch(/^unknown status/);
    expect(check).not.toBe(UNKNOWN);
  });
});

describe('extended statuses have words of their own', () => {
  const connection = [
    0x0100, 0x0103, 0x0106, 0x0107, 0x0109, 0x0110, 0x0111, 0x0112, 0x0113, 0x0114, 0x0115, 0x0116, 0x0117, 0x0119,
    0x011a, 0x011b, 0x0123, 0x0124, 0x0126, 0x0127, 0x0128, 0x0129, 0x012a, 0x012b, 0x012f, 0x0132, 0x0133, 0x0134,
    0x0135, 0x0136, 0x0137, 0x0138, 0x0139, 0x0204, 0x0205, 0x0311, 0x0312, 0x0315, 0x0813,
  ];
  const logix = [0x2001, 0x2018, 0x201b, 0x201c, 0x2100, 0x2104, 0x2105, 0x2106, 0x2107];
  const pairs: [number, number][] = [
    ...connection.map((word): [number, number] => [0x01, word]),
    ...logix.map((word): [number, number] => [0xff, word]),
    [0x10, 0x2101],
    [0x10, 0x2802],
  ];
  test.each(pairs.map(([general, word]) => [`${hexCode(general, 2)}/${hexCode(word, 4)}`, general, word] as const))(
    '%s',
    (_codes, general, word) => {
      const own = describeStatus(general, [word]);
      expect(own.text).not.toBe(describeStatus(general).text);
      expect(own.text).toContain(': ');
      expect(own.check).not.toBe(UNKNOWN);
    },
  );
});

describe('statuses in words', () => {
  test.each([
    ['general and extended, both codes', 0x01, [0x0106], 'connection failure: ownership conflict (0x01/0x0106)'],
    ['general alone', 0x05, [], 'path destination unknown (0x05)'],
    ['an unknown extended status keeps its code', 0x01, [0x0999], 'connection failure (0x01/0x0999)'],
    ['an unknown general status keeps its code', 0xd0, [], 'unknown status (0xD0)'],
    [
      'only the first extended word says what happened',
      0x01,
      [0x0127, 38],
      'connection failure: invalid O->T size (0x01/0x0127)',
    ],
  ])('%s', (_rule, general, extended, text) => {
    expect(describeStatus(general, extended).text).toBe(text);
  });

  test.each([
    ['what to check comes from the extended status', 0x01, [0x0107], 'nothing: it was closed or has timed out before'],
    ['an extended status of 0 says nothing', 0x04, [0], describeStatus(0x04).check],
    ['an unknown extended status is to be looked up', 0x01, [0x0999], UNKNOWN],
    ['an unknown general status is to be looked up', 0xd0, [], UNKNOWN],
  ])('%s', (_rule, general, extended, check) => {
    expect(describeStatus(general, extended).check).toBe(check);
  });

  test.each([0x00, 0x01, 0x02, 0x03, 0x64, 0x65, 0x69].map(named))(
    'encapsulation status %s has words and a hint',
    (_code, status) => {
      const { text, check } = describeEncapsulationStatus(status);
      expect(text).not.toMatch(/^unknown status/);
      expect(check).not.toBe(UNKNOWN);
    },
  );

  test('an unknown encapsulation status keeps its code', () => {
    expect(describeEncapsulationStatus(0x70)).toEqual({ text: 'unknown status (0x70)', check: UNKNOWN });
  });
});
