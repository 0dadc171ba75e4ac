import { describe, expect, it } from 'vitest';
import { bool, int, layout } from '../../../src/adapter/index.js';
import { OutputImage } from '../../../src/adapter/output-image.js';
import { ReceivedAssembly } from '../../../src/adapter/received-assembly.js';
import { allocateShared } from '../../../src/adapter/shared-views.js';
import { normalAssembly } from './normal-assembly.js';
import { outputPlace } from './shared-places.js';

const fields = layout({ start: bool(0, 0), recipe: int(2) });
type Command = ReturnType<typeof fields.read>;

const named = (withLayout = true) =>
  new ReceivedAssembly<Command>(
    normalAssembly({
      name: 'command',
      instance: 150,
      kind: 'output',
      size: 4,
      layout: withLayout ? fields : undefined,
    }),
  );

/** An image on real shared memory, filled as the I/O thread does. */
function shared() {
  const views = allocateShared(128);
  const place = outputPlace(4);
  views.words[place.connectionWord] = -1;
  const arrive = (bytes: number[], { run = true, slot = 0, receivedUs = 1, connections = 1 } = {}) => {
    views.bytes.set(bytes, place.dataByte);
    views.words[place.stateWord] = run ? 1 : 0;
    views.words[place.connectionWord] = slot;
    views.words[place.connectedWord] = connections;
    views.longs[place.receivedLong] = BigInt(receivedUs);
  };
  const overwrite = (count: number) => {
    views.words[place.overwrittenWord] = count;
  };
  return { image: new OutputImage(views, place), arrive, overwrite };
}

const nowUs = () => Number(process.hrtime.bigint() / 1000n);
const noConnection = () => undefined;

describe('ReceivedAssembly.read', () => {
  it('before any data: zeros, not connected, infinitely old', () => {
    const assembly = named();
    assembly.attach(shared().image);
    expect(assembly.read()).toEqual({
      value: { start: false, recipe: 0 },
      run: false,
      connected: false,
      ageMs: Number.POSITIVE_INFINITY,
    });
  });

  it('gives the value as its layout says, its age in ms', () => {
    const assembly = named();
    const { image, arrive } = shared();
    assembly.attach(image);
    arrive([1, 0, 5, 0], { receivedUs: nowUs() - 250_000 });
    const { ageMs, ...reading } = assembly.read();
    expect(reading).toEqual({ value: { start: true, recipe: 5 }, run: true, connected: true });
    expect(ageMs).toBeGreaterThanOrEqual(250);
    expect(ageMs).toBeLessThan(5250);
  });

  it('gives a copy of the bytes without a layout', () => {
    const assembly = named(false);
    const { image, arrive } = shared();
    assembly.attach(image);
    arrive([1, 2, 3, 4]);
    const { value } = assembly.read();
    arrive([5, 6, 7, 8]);
    assembly.read();
    expect(value).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  it('does not say run once the connection is gone', () => {
    const assembly = named();
    const { image, arrive } = shared();
    assembly.attach(image);
    arrive([1, 0, 0, 0], { run: true, connections: 0 });
    expect(assembly.read()).toMatchObject({ value: { start: true }, run: false, connected: false });
  });

  it.each([
    ['before start()', () => named()],
    [
      'after stop()',
      () => {
        const assembly = named();
        assembly.attach(shared().image);
        assembly.detach();
        return assembly;
      },
    ],
  ])('%s it is refused', (_case, make) => {
    const error = expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED', assembly: 'command' });
    expect(() => make().read()).toThrow(error);
  });
});

describe('ReceivedAssembly data events', () => {
  it('tell value, run, connection, arrival and what was overwritten since the one before', () => {
    const assembly = named();
    const { image, arrive, overwrite } = shared();
    const heard: unknown[] = [];
    assembly.on('data', (event) => heard.push(event));
    assembly.attach(image);
    arrive([1, 0, 5, 0], { slot: 4, receivedUs: 77 });
    overwrite(3);
    image.copy();
    const connection = { slot: 4 } as never;
    assembly.deliver((slot) => (slot === 4 ? connection : undefined));
    arrive([0, 0, 6, 0], { slot: -1, receivedUs: 78, run: false });
    overwrite(4);
    image.copy();
    assembly.deliver(noConnection);
    expect(heard).toEqual([
      {
        value: { start: true, recipe: 5 },
        run: true,
        connected: true,
        connection,
        receivedUs: 77,
        overwritten: 3,
        dropped: 0,
      },
      {
        value: { start: false, recipe: 6 },
        run: false,
        connected: false,
        connection: undefined,
        receivedUs: 78,
        overwritten: 1,
        dropped: 0,
      },
    ]);
  });

  it('what was overwritten while nobody listened is not blamed on the first event', () => {
    const assembly = named();
    const { image, overwrite } = shared();
    assembly.attach(image);
    overwrite(100);
    assembly.deliver(noConnection);
    const heard: number[] = [];
    assembly.on('data', ({ overwritten }) => heard.push(overwritten));
    assembly.deliver(noConnection);
    expect(heard).toEqual([0]);
  });

  it('the count of overwritten values may wrap', () => {
    const assembly = named();
    const { image, overwrite } = shared();
    assembly.attach(image);
    overwrite(-1);
    assembly.deliver(noConnection);
    const heard: number[] = [];
    assembly.on('data', ({ overwritten }) => heard.push(overwritten));
    overwrite(1);
    assembly.deliver(noConnection);
    expect(heard).toEqual([2]);
  });

  it('an age is never negative, whatever the clocks of two CPUs say', () => {
    const assembly = named();
    const { image, arrive } = shared();
    assembly.attach(image);
    arrive([0, 0, 0, 0], { receivedUs: nowUs() + 1_000_000 });
    expect(assembly.read().ageMs).toBe(0);
  });
});

describe('ReceivedAssembly that nobody listens to', () => {
  const [PENDING, UNHEARD] = [1, 2];

  /** As the I/O thread tells of a value: true when JavaScript is woken. */
  function listening() {
    const views = allocateShared(128);
    const place = outputPlace(4);
    const assembly = named();
    const image = new OutputImage(views, place);
    const publish = () => Atomics.or(views.words, place.pendingWord, PENDING) === 0;
    const take = () => {
      image.acknowledge();
      image.copy();
      assembly.deliver(noConnection);
    };
    return { assembly, image, publish, take, state: () => views.words[place.pendingWord] };
  }

  it('is told of once, and then wakes nobody', () => {
    const { assembly, image, publish, take } = listening();
    assembly.attach(image);
    expect(publish()).toBe(true);
    take();
    expect([publish(), publish()]).toEqual([false, false]);
  });

  it.each(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const)(
    '%s: it hears',
    (method) => {
      const { assembly, image, publish, take, state } = listening();
      assembly.attach(image);
      publish();
      take();
      publish();
      let heard = 0;
      assembly[method]('data', () => heard++);
      expect(state()).toBe(0);
      expect(publish()).toBe(true);
      take();
      expect([heard, publish()]).toEqual([1, true]);
    },
  );

  it('hears also after all listeners were removed', () => {
    const { assembly, image, publish, take } = listening();
    assembly.attach(image);
    assembly.on('data', () => {});
    assembly.removeAllListeners();
    publish();
    take();
    expect(publish()).toBe(false);
    assembly.on('data', () => {});
    expect(publish()).toBe(true);
  });

  it('a value that has come meanwhile stands in the ring and is taken first', () => {
    const { image, publish, state } = listening();
    publish();
    image.ignore();
    expect(state()).toBe(PENDING);
    image.acknowledge();
    image.ignore();
    expect(state()).toBe(UNHEARD);
    publish();
    image.hear();
    expect(state()).toBe(0);
  });
});
