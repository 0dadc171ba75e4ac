import { describe, expect, test } from 'vitest';
import { layOut, type PlacedType } from '../../../src/simulator/definition/structure-layout.js';

const bool = (name: string): PlacedType => ({ name, code: 0xc1, size: 1, alignment: 1 });
const sint = (name: string, length?: number): PlacedType => ({
  name,
  code: 0xc2,
  size: 1,
  alignment: 1,
  ...(length && { length }),
});
const int = (name: string): PlacedType => ({ name, code: 0xc3, size: 2, alignment: 2 });
const dint = (name: string): PlacedType => ({ name, code: 0xc4, size: 4, alignment: 4 });
const lint = (name: string): PlacedType => ({ name, code: 0xc5, size: 8, alignment: 8 });
const structure = (name: string, size: number, alignment: number): PlacedType => ({
  name,
  template: 0x101,
  size,
  alignment,
});
const nine = Array.from({ length: 9 }, (_, i) => bool(`B${i}`));

describe('members of a structure stand where a controller puts them', () => {
  test.each<[string, PlacedType[], string[], number]>([
    ['each on a multiple of its size', [sint('A'), int('B'), sint('C'), dint('D')], ['A@0', 'B@2', 'C@4', 'D@8'], 12],
    ['short ones side by side', [sint('A'), sint('B'), int('C')], ['A@0', 'B@1', 'C@2'], 4],
    ['arrays on four bytes', [sint('A'), sint('B', 3), sint('C')], ['A@0', 'B@4', 'C@7'], 8],
    ['structures on four bytes', [sint('A'), structure('B', 12, 4), sint('C')], ['A@0', 'B@4', 'C@16'], 20],
    ['64-bit values on eight, and the end too', [dint('A'), lint('B'), sint('C')], ['A@0', 'B@8', 'C@16'], 24],
    ['structures with 64-bit values on eight', [sint('A'), structure('B', 16, 8)], ['A@0', 'B@8'], 24],
    ['eight BOOLs to a host', nine, [...nine.slice(0, 8).map(({ name }, i) => `${name}@0.${i}`), 'B8@1.0'], 4],
    ['a new host behind another member', [bool('A'), sint('B'), bool('C')], ['A@0.0', 'B@1', 'C@2.0'], 4],
  ])('%s', (_name, members, places, bytes) => {
    const laidOut = layOut('Type', members);
    const shown = laidOut.members
      .filter(({ name }) => !name.startsWith('ZZZZZZZZZZ'))
      .map(({ name, offset, type, info }) => `${name}@${offset}${type === 0xc1 ? `.${info}` : ''}`);
    expect(shown).toEqual(places);
    expect(laidOut.bytes).toBe(bytes);
  });
});
