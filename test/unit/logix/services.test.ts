import { describe, expect, test } from 'vitest';
import { CipDecodeError, encodeRequest } from '../../../src/cip/index.js';
import {
  applyMasks,
  bitMasks,
  decodeAttributeEntries,
  decodeClock,
  decodeSetClock,
  decodeSymbolList,
  decodeTemplateAttributes,
  encodeAttributeEntries,
  encodeReadModifyWrite,
  encodeSetClock,
  encodeSymbolEntry,
  parseTagName,
  programChangesRequest,
  readClockRequest,
  readModifyWriteRequest,
  readTagFragmentRequest,
  readTagRequest,
  readTemplateRequest,
  sameProgram,
  setClockRequest,
  symbolKind,
  symbolListRequest,
  tagPath,
  tagTypeSize,
  templateAttributesRequest,
  writeTagFragmentRequest,
  writeTagRequest,
} from '../../../src/logix/index.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const path = tagPath(parseTagName('A[1]'));
const data = bytes('2a000000');

describe('requests as they go out', () => {
  test.each([
    ['Read Tag', readTagRequest(path, 2), '4c 03 91014100 2801 0200'],
    ['Read Tag Fragmented', readTagFragmentRequest(path, 2, 4), '52 03 91014100 2801 0200 04000000'],
    ['Write Tag', writeTagRequest(path, { type: 0xc4, count: 1, data }), '4d 03 91014100 2801 c400 0100 2a000000'],
    [
      'Write Tag Fragmented',
      writeTagFragmentRequest(path, { type: 0xc4, count: 3, offset: 8, data }),
      '53 03 91014100 2801 c400 0300 08000000 2a000000',
    ],
    [
      'Read Modify Write',
      readModifyWriteRequest(path, bitMasks(4, [[5, true]])),
      '4e 03 91014100 2801 0400 20000000 ffffffff',
    ],
    ['symbols from 300 on', symbolListRequest(300, ['name', 'type']), '55 03 206b 25002c01 0200 0100 0200'],
    [
      'symbols of a program',
      symbolListRequest(0, ['name'], 'Main'),
      '55 09 910c 50726f6772616d3a4d61696e 206b 2400 0100 0100',
    ],
    ['attributes of a template', templateAttributesRequest(0x101), '03 03 206c 25000101 0400 0400 0500 0200 0100'],
    ['a definition', readTemplateRequest(0x101, { offset: 8, bytes: 100 }), '4c 03 206c 25000101 08000000 6400'],
    ['the clock', readClockRequest(), '03 02 208b 2401 0100 0b00'],
    ['to set the clock', setClockRequest(1n), '04 02 208b 2401 0100 0600 0100000000000000'],
    ['program changes', programChangesRequest(), '03 02 20ac 2401 0500 0100 0200 0300 0400 0a00'],
  ])('%s', (_name, request, hex) => {
    expect(Buffer.from(encodeRequest(request)).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });
});

describe('bits by masks', () => {
  test.each<[string, number, [number, boolean][], string, string]>([
    ['one set', 1, [[7, true]], '80', 'ff'],
    ['one cleared', 2, [[8, false]], '0000', 'fffe'],
    [
      'several',
      4,
      [
        [0, true],
        [31, false],
        [9, true],
      ],
      '01020000',
      'ffffff7f',
    ],
    [
      'the last word counts',
      1,
      [
        [0, true],
        [0, false],
        [1, false],
        [1, true],
      ],
      '02',
      'fe',
    ],
    ['none', 1, [], '00', 'ff'],
  ])('%s', (_name, size, bits, or, and) => {
    const masks = bitMasks(size, bits);
    expect([masks.or, masks.and].map((mask) => Buffer.from(mask).toString('hex'))).toEqual([or, and]);
  });

  test.each([[-1], [8], [0.5]])('bit %s of one byte is refused', (bit) => {
    expect(() => bitMasks(1, [[bit, true]])).toThrow(RangeError);
  });

  test('what a server does with them', () => {
    const target = bytes('f00f');
    applyMasks(target, { or: bytes('0180'), and: bytes('7fff') });
    expect(Buffer.from(target).toString('hex')).toBe('718f');
    applyMasks(target, { or: bytes('00000000'), and: bytes('0f0fffff') });
    expect(Buffer.from(target).toString('hex')).toBe('010f');
  });

  test('masks of two sizes are refused', () => {
    expect(() => encodeReadModifyWrite({ or: bytes('00'), and: bytes('0000') })).toThrow('AND mask: 2 bytes, it has 1');
  });
});

describe('attribute lists', () => {
  const sizes = new Map([
    [4, 4],
    [1, 2],
  ]);
  const sizeOf = (id: number) => sizes.get(id);

  test('values and refusals, in the order of the reply', () => {
    const entries = [
      { id: 4, status: 0, value: bytes('0a000000') },
      { id: 1, status: 0x14 },
      { id: 1, status: 0, value: bytes('ce0f') },
    ];
    expect(decodeAttributeEntries(encodeAttributeEntries(entries), sizeOf)).toEqual(entries);
  });

  test.each([
    ['a value that is cut', '0100 0400 0000 0a0000'],
    ['an attribute that nobody asked for', '0100 0900 0000 0a00'],
    ['fewer than it says', '0200 0100 0000 0a00'],
    ['nothing', ''],
  ])('%s is refused', (_name, hex) => {
    expect(() => decodeAttributeEntries(bytes(hex), sizeOf)).toThrow(CipDecodeError);
  });

  test('of a template, in any order, 3 among them', () => {
    const reply = bytes('0500 0400 0000 14000000 0300 0000 0000 0200 0000 0300 0100 0000 3412 0500 0000 10000000');
    expect(decodeTemplateAttributes(reply)).toEqual({
      handle: 0x1234,
      members: 3,
      definitionWords: 20,
      structureBytes: 16,
    });
  });

  test.each([
    ['one is missing', '0100 0400 0000 14000000'],
    ['one was refused', '0400 0400 0000 14000000 0500 1400 0200 0000 0300 0100 0000 3412'],
  ])('of a template: %s', (_name, hex) => {
    expect(() => decodeTemplateAttributes(bytes(hex))).toThrow('template attributes');
  });
});

describe('symbols', () => {
  test('every attribute, in the order asked', () => {
    const order = [
      'type',
      'name',
      'externalAccess',
      'dimensions',
      'elementSize',
      'softwareControl',
      'address',
      'objectAddress',
    ] as const;
    const entry = {
      instance: 5,
      name: 'Zone',
      type: 0x40c4,
      externalAccess: 2,
      dimensions: [3, 4, 0] as const,
      elementSize: 4,
      softwareControl: 1,
      address: 2,
      objectAddress: 3,
    };
    expect(decodeSymbolList(encodeSymbolEntry(entry, order), order)).toEqual([entry]);
  });

  test('an entry without what was asked for is a TypeError', () => {
    expect(() => encodeSymbolEntry({ instance: 1 }, ['name'])).toThrow(TypeError);
  });

  test.each([
    ['Speed', 0xc4, 'tag'],
    ['Program:MainProgram', 0x1068, 'program'],
    ['Local:1:I', 0x8123, 'module'],
    ['__DEFVAL_00001234', 0xc4, 'system'],
    ['Map:LocalENB', 0x1069, 'system'],
    ['Task:Main', 0x1070, 'system'],
    ['Cxn:Standard:1', 0x107e, 'system'],
    ['Routine:Main', 0x106d, 'system'],
    ['Internal', 0x10c4, 'system'],
  ])('%s is a %s symbol', (name, type, kind) => {
    expect(symbolKind(name, type as number)).toBe(kind);
  });
});

describe('clock and changes', () => {
  test('microseconds both ways', () => {
    expect(decodeClock(bytes('0100 0b00 0000 40420f0000000000'))).toBe(1_000_000n);
    expect(decodeSetClock(encodeSetClock(2n ** 64n - 1n))).toBe(2n ** 64n - 1n);
  });

  test.each([['0100 0b00 1400'], ['0000'], ['0100 0b00 0000 00']])('%s is no time', (hex) => {
    expect(() => decodeClock(bytes(hex))).toThrow(CipDecodeError);
  });

  test.each([['0200 0600'], ['0100 0500 0000000000000000'], ['0100 0600 00']])('%s sets nothing', (hex) => {
    expect(() => decodeSetClock(bytes(hex))).toThrow(CipDecodeError);
  });

  test.each([[-1n], [2n ** 64n]])('%s can not be set', (time) => {
    expect(() => encodeSetClock(time)).toThrow(RangeError);
  });

  test('a program is the same as long as every byte is', () => {
    expect(sameProgram(bytes('0102'), bytes('0102'))).toBe(true);
    expect(sameProgram(bytes('0102'), bytes('0103'))).toBe(false);
    expect(sameProgram(bytes('0102'), bytes('010203'))).toBe(false);
  });
});

test('the type in front of data has 2 bytes, of a structure 4', () => {
  expect([tagTypeSize({}), tagTypeSize({ handle: 0 })]).toEqual([2, 4]);
});
