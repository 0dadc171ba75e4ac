/** On an adapter that is not started: what is written then is what its first packet holds. */
import { describe, expect, it } from 'vitest';
import { ImplicitClient } from '../../../../src/index.js';

const client = () =>
  new ImplicitClient({
    adapter: {
      host: '127.0.0.2',
      identity: { vendorId: 1, serialNumber: 1, productName: 'Writer' },
      assemblies: {
        one: { instance: 100, kind: 'input', size: 8 },
        two: { instance: 101, kind: 'input', size: 8 },
      },
    },
    tags: {
      Word: { assembly: 'one', offset: 0, type: 'word' },
      Bit0: { assembly: 'one', offset: 0, type: 'bool', bit: 0 },
      Bit15: { assembly: 'one', offset: 1, type: 'bool', bit: 7 },
      Next: { assembly: 'one', offset: 2, type: 'int' },
      All: { assembly: 'one', offset: 0, type: 'bytes', length: 8 },
      Other: { assembly: 'two', offset: 0, type: 'int' },
    },
  });

const bytesOf = async (one: ReturnType<typeof client>) => [...(await one.readTag('All'))];

describe('writes of one call', () => {
  it('to neighbours: all in place', async () => {
    const one = client();
    const results = await one.writeTags({ Word: 0xabcd, Next: -2, Other: 5 });
    expect(Object.values(results)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await bytesOf(one)).toEqual([0xcd, 0xab, 0xfe, 0xff, 0, 0, 0, 0]);
  });

  it('a bit leaves its neighbours as they are', async () => {
    const one = client();
    await one.writeTag('Word', 0x7ffe);
    await one.writeTags({ Bit0: true, Bit15: true });
    expect(await one.readTag('Word')).toBe(0xffff);
  });

  it.each([
    [{ Word: 1, Bit0: true }, ['Bit0', 'Word']],
    [{ Bit15: true, Word: 1 }, ['Bit15', 'Word']],
    [{ All: new Uint8Array(8), Bit0: true, Next: 1 }, ['All', 'Bit0', 'Next']],
  ])('%j: tags on the same bits are refused, which of them is meant nobody can say', async (values, refused) => {
    const one = client();
    await one.writeTag('Word', 0x1234);
    const results = await one.writeTags({ ...values, Other: 3 } as never);
    const { Other, ...same } = results as Record<string, { ok: boolean; error?: { code: string; message: string } }>;
    expect(Object.keys(same).sort()).toEqual(refused);
    for (const { ok, error } of Object.values(same)) {
      expect([ok, error?.code]).toEqual([false, 'EIP_WRITE_HELD_BACK']);
      expect(error?.message).toContain('it lies on the same bits as');
    }
    expect(Other).toEqual({ ok: true });
    expect(await one.readTag('Word')).toBe(0x1234);
    expect(await one.readTag('Other')).toBe(3);
  });

  it('what is refused in one assembly does not hinder another', async () => {
    const one = client();
    const { Next, Word, Other } = await one.writeTags({ Next: 40_000, Word: 1, Other: 6 });
    expect([Next.error?.code, Word.error?.code, Other.ok]).toEqual(['EIP_VALUE_REFUSED', 'EIP_WRITE_HELD_BACK', true]);
    expect(await bytesOf(one)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await one.readTag('Other')).toBe(6);
  });

  it('of nothing: nothing', async () => expect(await client().writeTags({})).toEqual({}));
});
