/** Scaling and limits of a tag map, on an adapter that is not started. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { array, type EipError, ImplicitClient, int, layout, loadTagFile } from '../../../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const adapter = {
  host: '127.0.0.2',
  identity: { vendorId: 1, serialNumber: 1, productName: 'Rules' },
  assemblies: {
    one: { instance: 100, kind: 'input', size: 24, layout: layout({ speed: int(0), many: array(12, 2, int) }) },
    out: { instance: 150, kind: 'output', size: 8 },
  },
} as const;

const TAGS = `
Speed: { assembly: one, field: speed, scale: 0.1, unit: m/s, min: 0, max: 10 }
Word: { assembly: one, offset: 0, type: word }
Bit15: { assembly: one, offset: 1, type: bool, bit: 7 }
Level: { scale: 0.5, offset: 20, assembly: { name: one, offset: 2, type: uint } }
Fixed: { assembly: one, offset: 4, type: dint, readOnly: true }
Half: { assembly: one, offset: 6, type: int }
Ratio: { assembly: one, offset: 8, type: real, max: 0.1 }
Many: { assembly: one, field: many, min: -5, max: 5 }
Rare: { tag: Line.Rare, maxWritesPerSecond: 0.001, assembly: { name: one, offset: 16, type: lint } }
Raw: { assembly: one, offset: 0, type: bytes, length: 24 }
Got: { assembly: out, offset: 0, type: int, scale: 2 }
`;

function client(): ImplicitClient {
  const path = join(folder, 'tags.yaml');
  writeFileSync(path, TAGS);
  return new ImplicitClient({ adapter, tags: path });
}

const refused = async (one: ImplicitClient, values: Record<string, unknown>) => {
  const results = await one.writeTags(values as never);
  return Object.entries(results).map(([name, { error }]) => [name, (error as EipError | undefined)?.code]);
};

describe('tags of a file, over assemblies', () => {
  it('are scaled both ways', async () => {
    const one = client();
    await one.writeTags({ Speed: 1.5, Level: 20.5 });
    expect(await one.readTag('Speed')).toBe(1.5);
    expect(await one.readTag('Word')).toBe(15);
    expect(await one.readTag('Level')).toBe(20.5);
    expect([...((await one.readTag('Raw')) as Uint8Array)].slice(0, 4)).toEqual([15, 0, 1, 0]);
  });

  it('are taken as an object too', () => {
    const path = join(folder, 'tags.yaml');
    writeFileSync(path, TAGS);
    expect(() => new ImplicitClient({ adapter, tags: loadTagFile(path) as never })).not.toThrow();
  });

  it.each<[Record<string, unknown>, [string, string | undefined][]]>([
    [{ Speed: 10.1 }, [['Speed', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [{ Speed: -0.1 }, [['Speed', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [{ Speed: 0.15 }, [['Speed', 'EIP_VALUE_REFUSED']]],
    [{ Speed: Number.NaN }, [['Speed', 'EIP_VALUE_REFUSED']]],
    [{ Word: 101 }, [['Word', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [{ Bit15: true }, [['Bit15', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [{ Fixed: 0 }, [['Fixed', 'EIP_WRITE_NOT_ALLOWED']]],
    [{ Half: 1 }, [['Half', 'EIP_WRITE_NOT_ALLOWED']]],
    [{ Raw: new Uint8Array(24) }, [['Raw', 'EIP_WRITE_NOT_ALLOWED']]],
    [{ Ratio: 0.11 }, [['Ratio', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [{ Many: [0, 6] }, [['Many', 'EIP_WRITE_OUT_OF_LIMITS']]],
    [
      { Speed: 11, Level: 21 },
      [
        ['Speed', 'EIP_WRITE_OUT_OF_LIMITS'],
        ['Level', 'EIP_WRITE_HELD_BACK'],
      ],
    ],
    [
      { Speed: 10, Ratio: 0.1, Many: [5, -5] },
      [
        ['Speed', undefined],
        ['Ratio', undefined],
        ['Many', undefined],
      ],
    ],
  ])('%j', async (values, codes) => {
    const one = client();
    expect((await refused(one, values)).sort()).toEqual([...codes].sort());
    const isWritten = codes.every(([, code]) => code === undefined);
    expect([...((await one.readTag('Raw')) as Uint8Array)].some((byte) => byte !== 0)).toBe(isWritten);
  });

  it('an error names tag, value and limit', async () => {
    const { Word } = (await client().writeTags({ Word: 101 } as never)) as Record<string, { error?: EipError }>;
    expect(Word?.error?.message).toContain('"Speed": 10.100000000000001 (raw 101) is more than its max 10');
    expect(Word?.error).toMatchObject({ tag: 'Speed', limit: 'max 10', outcome: 'notSent' });
  });

  it('writes of one tag are counted', async () => {
    const one = client();
    expect(await refused(one, { Rare: 1n })).toEqual([['Rare', undefined]]);
    expect(await refused(one, { Rare: 2n })).toEqual([['Rare', 'EIP_WRITE_TOO_OFTEN']]);
    expect(await one.readTag('Rare')).toBe(1n);
  });

  it.each<[object, string]>([
    [
      { A: { assembly: 'one', offset: 0, type: 'bytes', length: 2, scale: 2 } },
      'tags.A.scale: is for numbers, and the tag is 2 bytes',
    ],
    [
      { A: { assembly: 'one', offset: 0, type: 'bool', bit: 0, max: 1 } },
      'tags.A.min: is for numbers, and the tag is BOOL',
    ],
    [{ A: { tag: 'Line.Speed' } }, 'tags.A.assembly: required: the assembly that it lies in'],
    [{ A: 'Line.Speed' }, 'tags.A.assembly: required'],
  ])('%j is refused', (tags, message) =>
    expect(() => new ImplicitClient({ adapter, tags: tags as never })).toThrow(message),
  );
});
