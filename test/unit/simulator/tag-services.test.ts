import { beforeEach, describe, expect, test } from 'vitest';
import {
  decodeMultipleService,
  decodeReply,
  encodeRequest,
  multipleServiceRequest,
  objectPath,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
} from '../../../src/cip/index.js';
import * as logix from '../../../src/logix/index.js';
import { EXAMPLE, pathOf, SimulatedController, statusOf } from '../../support/simulated-controller.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const REPLY_HEAD = 4;

let plc: SimulatedController;
beforeEach(() => {
  plc = new SimulatedController(EXAMPLE);
});

function write(name: string, type: number, data: string, count = 1, handle?: number): string {
  const value = { type, count, data: bytes(data), ...(handle !== undefined && { handle }) };
  return statusOf(plc.ask(logix.writeTagRequest(pathOf(name), value)));
}

const recipeHandle = () => logix.decodeTagData(plc.read('Recipe').data).handle!;

describe('Read Tag', () => {
  test.each([
    ['a DINT', 'Speed', 1, 'c400 2a000000'],
    ['in any case', 'sPEED', 1, 'c400 2a000000'],
    ['a BOOL', 'On', 1, 'c100 01'],
    ['an element', 'List[300]', 1, 'c400 2c010000'],
    ['some elements', 'List[2]', 3, 'c400 02000000 03000000 04000000'],
    ['three dimensions', 'Grid[1,2,3]', 1, 'c300 7b00'],
    ['elements across a dimension', 'Grid[0,2,3]', 2, 'c300 1700 6400'],
    ['a word of a BOOL array', 'Bits[1]', 1, 'd300 20000000'],
    ['a member', 'Recipe.Speed', 1, 'ca00 00002040'],
    ['a BOOL member', 'Recipe.Ready', 1, 'c100 01'],
    ['another BOOL of the same host', 'Recipe.Busy', 1, 'c100 00'],
    ['an array member', 'Recipe.Steps', 4, 'c300 0100 0200 0300 0400'],
    ['an element of a member', 'recipe.steps[3]', 1, 'c300 0400'],
    ['a tag of a program', 'Program:Main.Counter', 1, 'c300 0900'],
    ['a tag of a module', 'Local:1:I', 1, 'c400 00000000'],
  ])('%s', (_name, tag, count, expected) => {
    const reply = plc.read(tag, count);
    expect(reply.status === 0 ? hexOf(reply.data) : statusOf(reply)).toBe(expected.replaceAll(' ', ''));
  });

  test('by the number of the symbol, as the list of symbols tells it', () => {
    const { instance } = plc.controller.program.controller.byName.get('list')!;
    const path = logix.instancePath(instance, logix.parseTagName('x[5]').steps);
    expect(hexOf(plc.ask(logix.readTagRequest(path, 1)).data)).toBe('c40005000000');
    expect(plc.served[0]?.tag).toBe('List[5]');
  });

  test.each([
    ['a name that is not there', 'Sped', 1, '4/0'],
    ['a member that is not there', 'Recipe.Sped', 1, '4/0'],
    ['a hidden member', 'Recipe.ZZZZZZZZZZRecipe0', 1, '4/0'],
    ['a member of no structure', 'Speed.X', 1, '4/0'],
    ['a program that is not there', 'Program:Other.Counter', 1, '4/0'],
    ["a program's tag without the program", 'Counter', 1, '4/0'],
    ['an index of no array', 'Speed[0]', 1, '4/0'],
    ['too few indices', 'Grid[1,2]', 1, '4/0'],
    ['an index beyond the end', 'List[1000]', 1, 'ff/2105'],
    ['an index beyond its dimension', 'Grid[0,3,0]', 1, 'ff/2105'],
    ['a count beyond the end', 'List[999]', 2, 'ff/2105'],
    ['two of one', 'Speed', 2, 'ff/2105'],
    ['none', 'Speed', 0, '3'],
    ['a tag that is not for others', 'Secret', 1, 'f'],
  ])('%s is refused', (_name, tag, count, status) => {
    expect(statusOf(plc.read(tag, count))).toBe(status);
  });

  test('a number that no tag has is 0x05, and every one with old firmware', () => {
    const ask = (instance: number) => plc.ask(logix.readTagRequest(logix.instancePath(instance, []), 1));
    expect(statusOf(ask(999))).toBe('5');
    const old = new SimulatedController({ identity: { revision: [20, 11] }, tags: { A: 'DINT' } });
    const { instance } = old.controller.program.controller.byName.get('a')!;
    expect(statusOf(old.ask(logix.readTagRequest(logix.instancePath(instance, []), 1)))).toBe('5');
    expect(statusOf(old.read('A'))).toBe('0');
  });

  test('a request that is cut is 0x13', () => {
    expect(statusOf(plc.ask({ service: ServiceCode.readTag, path: pathOf('Speed'), data: bytes('01') }))).toBe('13');
  });
});

describe('what does not fit one reply', () => {
  /** Goes on with 0x52 as clients do. */
  function readAll(name: string, count: number, room: number) {
    const first = plc.read(name, count, room);
    const parts = [first];
    let offset = logix.decodeTagData(first.data).data.byteLength;
    while (parts.at(-1)!.status === 6) {
      const next = plc.ask(logix.readTagFragmentRequest(pathOf(name), count, offset), room);
      parts.push(next);
      offset += logix.decodeTagData(next.data).data.byteLength;
    }
    return { parts, data: Buffer.concat(parts.map(({ data }) => logix.decodeTagData(data).data)) };
  }

  test('comes in whole values of an elementary type, the type in each part', () => {
    const { parts, data } = readAll('List', 1000, 107);
    expect(hexOf(data)).toBe(hexOf(plc.controller.program.controller.byName.get('list')!.bytes));
    expect(parts.map(({ status }) => status)).toEqual([...Array(parts.length - 1).fill(6), 0]);
    // 107 bytes: 4 of the reply, 2 of the type, 25 whole DINTs.
    expect(parts[0]?.data).toHaveLength(2 + 100);
  });

  test('comes in bytes of structures', () => {
    const { parts, data } = readAll('Recipes', 20, 501);
    expect(data).toHaveLength(plc.controller.program.controller.byName.get('recipes')!.bytes.byteLength);
    expect(parts[0]?.data).toHaveLength(501 - REPLY_HEAD);
  });

  test('exactly what fits is whole', () => {
    expect(plc.read('List', 25, REPLY_HEAD + 2 + 100).status).toBe(0);
    expect(plc.read('List', 25, REPLY_HEAD + 2 + 99).status).toBe(6);
  });

  test('no room for one value is 0x11', () => {
    expect(statusOf(plc.read('Speed', 1, REPLY_HEAD + 2 + 3))).toBe('11');
    expect(statusOf(plc.read('Speed', 1, REPLY_HEAD))).toBe('11');
  });

  test.each([
    ['an offset at the end', 4, 16, 'ff/2104'],
    ['an offset beyond', 4, 17, 'ff/2104'],
    ['a count beyond', 1001, 0, 'ff/2105'],
  ])('%s', (_name, count, offset, status) => {
    expect(statusOf(plc.ask(logix.readTagFragmentRequest(pathOf('List'), count, offset)))).toBe(status);
  });
});

describe('Write Tag', () => {
  test.each([
    ['a DINT', 'Speed', 0xc4, '63000000', 1, 'Speed', '63000000'],
    ['bytes behind mean nothing', 'Speed', 0xc4, '63000000ffff', 1, 'Speed', '63000000'],
    ['a BOOL: any byte but 0', 'On', 0xc1, 'ff', 1, 'On', '01'],
    ['a BOOL member', 'Recipe.Busy', 0xc1, '01', 1, 'Recipe.Busy', '01'],
    ['some elements', 'List[2]', 0xc4, '0a0000000b000000', 2, 'List[3]', '0b000000'],
    ['a word of BOOLs', 'Bits', 0xd3, '01000000', 1, 'Bits', '01000000'],
    ['a member of a string', 'Recipe.T.PRE', 0xc4, '05000000', 1, 'Recipe.T.PRE', '05000000'],
  ])('%s', (_name, tag, type, data, count, read, expected) => {
    expect(write(tag, type, data, count)).toBe('0');
    expect(hexOf(logix.decodeTagData(plc.read(read).data).data)).toBe(expected);
  });

  test('a BOOL member leaves its neighbours alone', () => {
    expect(write('Recipe.Busy', 0xc1, '01')).toBe('0');
    expect(hexOf(plc.read('Recipe.Ready').data)).toBe('c10001');
    expect(write('Recipe.Ready', 0xc1, '00')).toBe('0');
    expect(hexOf(plc.read('Recipe.Busy').data)).toBe('c10001');
  });

  test('a structure by its handle', () => {
    const image = plc.controller.program.controller.byName.get('recipe')!.bytes.slice();
    image[4] = 0xaa;
    expect(write('Recipes[19]', 0x2a0, hexOf(image), 1, recipeHandle())).toBe('0');
    expect(hexOf(logix.decodeTagData(plc.read('Recipes[19]').data).data)).toBe(hexOf(image));
  });

  test.each([
    ['another type', 'Speed', 0xc3, '6300', 1, undefined, 'ff/2107'],
    ['another handle', 'Recipe', 0x2a0, '00', 1, 0xbad, 'ff/2107'],
    ['a structure for a DINT', 'Speed', 0x2a0, '00000000', 1, 0xfce, 'ff/2107'],
    ['a count beyond the end', 'List[999]', 0xc4, '0000000000000000', 2, undefined, 'ff/2105'],
    ['less data than it says', 'List', 0xc4, '00000000', 2, undefined, '13'],
    ['a tag that is read only', 'Fixed', 0xc4, '00000000', 1, undefined, 'f'],
    ['a tag that is not for others', 'Secret', 0xc4, '00000000', 1, undefined, 'f'],
    ['a name that is not there', 'Sped', 0xc4, '00000000', 1, undefined, '4/0'],
  ])('%s is refused, and changes nothing', (_name, tag, type, data, count, handle, status) => {
    const before = [...plc.controller.program.controller.byName.values()].map((one) => hexOf(one.bytes));
    expect(write(tag, type, data, count, handle)).toBe(status);
    expect([...plc.controller.program.controller.byName.values()].map((one) => hexOf(one.bytes))).toEqual(before);
  });

  test('with the key in RUN nobody writes, and everybody reads', () => {
    plc = new SimulatedController({ key: 'run', tags: { Speed: 'DINT' } });
    expect(write('Speed', 0xc4, '01000000')).toBe('10/2101');
    expect(statusOf(plc.ask(logix.readModifyWriteRequest(pathOf('Speed'), logix.bitMasks(4, []))))).toBe('10/2101');
    expect(statusOf(plc.read('Speed'))).toBe('0');
  });

  test('in parts', () => {
    const part = (offset: number, data: string) =>
      statusOf(
        plc.ask(logix.writeTagFragmentRequest(pathOf('List'), { type: 0xc4, count: 3, offset, data: bytes(data) })),
      );
    expect(part(0, '0a0000000b000000')).toBe('0');
    expect(part(8, '0c000000')).toBe('0');
    expect(hexOf(plc.read('List', 4).data)).toBe('c4000a0000000b0000000c00000003000000');
    expect(part(12, '00')).toBe('ff/2104');
    expect(part(4, '')).toBe('13');
    expect(part(8, '0d000000ffffffff')).toBe('0');
    expect(hexOf(plc.read('List[2]', 2).data)).toBe('c4000d00000003000000');
  });
});

describe('Read Modify Write', () => {
  const ask = (name: string, or: string, and: string) =>
    statusOf(plc.ask(logix.readModifyWriteRequest(pathOf(name), { or: bytes(or), and: bytes(and) })));

  test.each([
    ['a DINT', 'Speed', '01000000', 'fdffffff', 'c400 29000000'],
    ['a SINT by masks of its size', 'Small', '00', '0f', 'c200 0f'],
    ['a SINT by masks of a word', 'Small', '00000000', '0fffffff', 'c200 0f'],
    ['an element', 'List[1]', '80000000', 'ffffffff', 'c400 81000000'],
    ['a word of BOOLs', 'Bits[1]', '01000000', 'ffffffff', 'd300 21000000'],
    ['an integer of a structure', 'Recipe.Steps[1]', '0080', 'ffff', 'c300 0280'],
  ])('%s', (_name, tag, or, and, expected) => {
    expect(ask(tag, or, and)).toBe('0');
    expect(hexOf(plc.read(tag).data)).toBe(expected.replaceAll(' ', ''));
  });

  test.each([
    ['a REAL', 'Level', '00000000', 'ff/2107'],
    ['a BOOL', 'On', '00', 'ff/2107'],
    ['a structure', 'Recipe', '00000000', 'ff/2107'],
    ['masks that are too short', 'Speed', '0000', '3'],
    ['masks that are too long', 'Speed', '0000000000000000', '3'],
    ['a tag that is read only', 'Fixed', '00000000', 'f'],
  ])('%s is refused', (_name, tag, mask, status) => expect(ask(tag, mask, mask)).toBe(status));
});

describe('Multiple Service Packet', () => {
  const packet = (...requests: RouterRequest[]) => multipleServiceRequest(requests.map(encodeRequest));
  const repliesOf = ({ data }: RouterReply) => decodeMultipleService(data).messages.map(decodeReply);
  const read = (name: string, count = 1) => logix.readTagRequest(pathOf(name), count);

  test('each request has its reply', () => {
    const reply = plc.ask(packet(read('Speed'), read('Recipe.Speed'), read('Program:Main.Counter')));
    expect(reply.status).toBe(0);
    expect(repliesOf(reply).map(({ data }) => hexOf(data))).toEqual(['c4002a000000', 'ca0000002040', 'c3000900']);
    expect(plc.served.map(({ tag, embedded }) => [tag, embedded])).toEqual([
      ['Speed', true],
      ['Recipe.Speed', true],
      ['Program:Main.Counter', true],
      [undefined, false],
    ]);
  });

  test('one that fails makes it 0x1E, and the others are good', () => {
    const reply = plc.ask(packet(read('Speed'), read('Nothing'), read('Small')));
    expect(reply.status).toBe(0x1e);
    expect(repliesOf(reply).map(statusOf)).toEqual(['0', '4/0', '0']);
  });

  test('a read that has no room for all of it is cut, those behind it are answered all the same', () => {
    const reply = plc.ask(packet(read('Speed'), read('List', 1000), read('Small')), 200);
    expect(reply.status).toBe(0x1e);
    expect(repliesOf(reply).map(statusOf)).toEqual(['0', '6', '11']);
    expect(REPLY_HEAD + reply.data.byteLength).toBeLessThanOrEqual(200);
  });

  test.each([20, 24, 30, 33, 40, 41, 60, 100])('no reply is longer than %s bytes', (room) => {
    const reply = plc.ask(packet(read('Nothing'), read('Recipe'), read('List', 9)), room);
    expect(REPLY_HEAD + reply.data.byteLength).toBeLessThanOrEqual(room);
  });

  test('without room for as much as refusals nothing is run', () => {
    const write = logix.writeTagRequest(pathOf('Speed'), { type: 0xc4, count: 1, data: bytes('00000000') });
    expect(statusOf(plc.ask(packet(write, write, write), REPLY_HEAD + 2 + 3 * 2 + 3 * 4 - 1))).toBe('11');
    expect(hexOf(plc.read('Speed').data)).toBe('c4002a000000');
  });

  test('a packet in a packet, and what opens connections, is 0x08', () => {
    const open = { service: ServiceCode.forwardOpen, path: objectPath(6, 1), data: bytes('00') };
    const reply = plc.ask(packet(packet(read('Speed')), open, read('Speed')));
    expect(repliesOf(reply).map(statusOf)).toEqual(['8', '8', '0']);
  });

  test('a request that can not be read is refused for itself', () => {
    const reply = plc.ask(multipleServiceRequest([bytes('4c'), bytes('4c02ff'), encodeRequest(read('Speed'))]));
    expect(repliesOf(reply).map(statusOf)).toEqual(['13', '4', '0']);
  });

  test('offsets that make no sense are 0x13', () => {
    expect(statusOf(plc.ask({ ...packet(), data: bytes('0200 0600 0400') }))).toBe('13');
  });
});
