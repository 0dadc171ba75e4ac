// Who means no good, or is broken: garbage, half requests, floods, wrong and overheard connection ids.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Scanner } from '../../dist/testing.mjs';
import * as world from '../world.mjs';

const EXPLICIT_PORT = 44_818;
const IO_PORT = 2_222;
const REGISTER_SESSION = Buffer.from('65000400000000000000000000000000000000000000000001000000', 'hex');
const LIST_SERVICES = Buffer.from('040000000000000000000000000000000000000000000000', 'hex');

/** Sends datagrams that nobody answers. */
async function datagrams(bind, port, all) {
  const socket = createSocket('udp4').on('error', () => {});
  socket.bind(0, bind);
  await once(socket, 'listening');
  try {
    for (const bytes of all) await new Promise((resolve) => socket.send(bytes, port, world.ADAPTER, resolve));
  } finally {
    socket.close();
  }
}

/** A TCP connection that ends badly. */
async function speak(bind, work) {
  const socket = connect({ host: world.ADAPTER, port: EXPLICIT_PORT, localAddress: bind });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  try {
    const connected = await Promise.race([once(socket, 'connect').then(() => true), closed.then(() => false)]);
    if (connected) await work(socket);
  } finally {
    socket.destroy();
    await closed;
  }
}

function garbage(random) {
  return Array.from({ length: random.whole(1, 200) }, () => random.bytes(random.whole(0, 120)));
}

const DEEDS = {
  'garbage on 2222': ({ random, bind }) => datagrams(bind, IO_PORT, garbage(random)),
  'garbage on 44818': ({ random, bind }) => datagrams(bind, EXPLICIT_PORT, garbage(random)),

  'wrong connection ids': ({ random, bind }) => {
    const packet = () => {
      const bytes = Buffer.from('0200028008000000000000000000b100260000000100000000000000', 'hex');
      bytes.writeUInt32LE(random.whole(0, 0xffffffff), 6);
      return Buffer.concat([bytes, Buffer.alloc(28)]);
    };
    return datagrams(bind, IO_PORT, Array.from({ length: random.whole(1, 100) }, packet));
  },

  'overheard packets': async ({ random, bind, elsewhere }) => {
    const heard = [];
    const scanner = new Scanner({
      host: world.ADAPTER,
      bind,
      ioPort: 0,
      rpiMs: 10,
      type: 'input',
      config: null,
      output: { instance: world.INPUT_ONLY, size: 0 },
      input: { instance: world.SHARED_INPUT, size: world.SIZE },
      tap: ({ transport, from, bytes }) => {
        if (transport === 'udp' && from.address === bind && heard.length < 50) heard.push(Buffer.from(bytes));
      },
    });
    await scanner.open();
    await sleep(random.whole(20, 200));
    await datagrams(elsewhere, IO_PORT, heard);
    await datagrams(bind, IO_PORT, heard); // old by now
    await scanner.close();
  },

  'a torn message': ({ random, bind }) =>
    speak(bind, async (socket) => {
      socket.write(random.chance(0.5) ? REGISTER_SESSION : random.bytes(24));
      socket.write(REGISTER_SESSION.subarray(0, random.whole(1, REGISTER_SESSION.length - 1)));
      await sleep(random.whole(1, 300));
    }),

  'byte by byte': ({ random, bind }) =>
    speak(bind, async (socket) => {
      socket.setNoDelay(true);
      for (const byte of Buffer.concat([REGISTER_SESSION, LIST_SERVICES])) {
        socket.write(Uint8Array.of(byte));
        if (random.chance(0.2)) await sleep(1);
      }
    }),

  'noise over TCP': ({ random, bind }) =>
    speak(bind, async (socket) => {
      for (let left = random.whole(1, 20); left > 0 && !socket.destroyed; left--) {
        socket.write(random.bytes(random.whole(1, 2_000)));
        await sleep(1);
      }
    }),

  'reads no replies': ({ random, bind }) =>
    speak(bind, async (socket) => {
      socket.pause();
      const many = Buffer.concat(Array.from({ length: 500 }, () => LIST_SERVICES));
      for (let left = random.whole(1, 20); left > 0 && !socket.destroyed; left--) {
        socket.write(many);
        await sleep(2);
      }
    }),

  'many at once': ({ random, bind }) =>
    Promise.all(Array.from({ length: random.whole(2, 40) }, () => speak(bind, () => sleep(random.whole(0, 100))))),
};

export async function rude(context) {
  const name = context.random.pick(Object.keys(DEEDS));
  await DEEDS[name](context);
  context.tally(name);
}
