import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/client/tags/turns.js';

/** A request that ends when it is told to. */
function held(begun: string[], name: string) {
  let end: (error?: Error) => void = () => {};
  const ended = new Promise<string>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve(name) : reject(error));
  });
  const request = () => {
    begun.push(name);
    return ended;
  };
  return { request, end };
}

/** What is due has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('take', () => {
  it('has so many under way, the others in the order in which they came', async () => {
    const turns = new Turns(2);
    const begun: string[] = [];
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => held(begun, name));
    const results = all.map(({ request }) => turns.take(request));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    all[1]?.end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    all[0]?.end();
    all[2]?.end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    all[3]?.end();
    all[4]?.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('goes on behind one that fails, also one that throws at once', async () => {
    const turns = new Turns(1);
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const throwing = turns.take(() => {
      throw new Error('never');
    });
    const fine = turns.take(() => Promise.resolve(3));
    await expect(failing).rejects.toThrow('no');
    await expect(throwing).rejects.toThrow('never');
    expect(await fine).toBe(3);
    expect(await turns.take(() => Promise.resolve(4))).toBe(4);
  });
});

describe('all', () => {
  it('works on so many at a time, in their order', async () => {
    let [now, most] = [0, 0];
    const seen: number[] = [];
    await new Turns(2).all([1, 2, 3, 4, 5], async (n) => {
      most = Math.max(most, ++now);
      seen.push(n);
      await Promise.resolve();
      now--;
    });
    expect([most, seen]).toEqual([2, [1, 2, 3, 4, 5]]);
  });

  it('ends with the first that throws, and begins none behind it', async () => {
    const seen: number[] = [];
    const work = async (n: number): Promise<void> => {
      seen.push(n);
      if (n === 2) throw new Error('no');
      await settled();
    };
    await expect(new Turns(2).all([1, 2, 3, 4], work)).rejects.toThrow('no');
    await settled();
    await settled();
    expect(seen).toEqual([1, 2]);
  });
});
