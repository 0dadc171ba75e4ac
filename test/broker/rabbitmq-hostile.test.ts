/** A peer that is no broker, or none in its right mind: told in words, survived, left for the next connection. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FakeBroker,
  type FakePeer,
  frame,
  long,
  longlong,
  longString,
  Method,
  type MethodFrame,
  method,
  type Script,
  short,
  shortString,
} from '../support/broker/fake-broker.js';
import { connected, expectFailure, inbox, newClient, next } from './rabbit-rig.js';

/** What each says in place of its first answer. */
const GREETINGS: readonly (readonly [string, Buffer | 'end' | 'silence', RegExp])[] = [
  ['hangs up', 'end', /closed the connection/],
  ['says nothing', 'silence', /no answer in time/],
  ['speaks HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'), /./],
  ['speaks another version', Buffer.from('AMQP\0\x01\x00\x00', 'latin1'), /version/],
  ['sends zeros', Buffer.alloc(4_096), /./],
  ['sends a frame without its end octet', frame(1, 0, long(Method.connectionStart), 0), /./],
  ['sends an unknown method', method(0, 0x00ff00ff), /./],
  ['sends a method cut short', method(0, Method.connectionStart, Buffer.of(0)), /./],
  ['sends a table longer than its frame', method(0, Method.connectionStart, Buffer.of(0, 9), long(0xffff_ffff)), /./],
  ['announces a frame of 4 GiB', Buffer.of(1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0), /./],
  ['announces a frame of 1 GiB and goes silent', Buffer.of(1, 0, 0, 0x3f, 0xff, 0xff, 0xff, 0), /./],
];

describe('a peer that', () => {
  test.each(GREETINGS)('%s', async (_what, said, text) => {
    await using fake = await FakeBroker.listen({
      onHeader: (peer) => {
        if (said === 'end') peer.socket.end();
        else if (said !== 'silence') peer.send(said);
      },
    });
    await using client = newClient({ addresses: fake.address, maxRetries: 1, retryDelayMs: 1, connectTimeoutMs: 300 });
    const error = await expectFailure(client.connect(), 'EIP_BROKER_LOST', text);
    expect(error.message).toContain(fake.address);
    expect(fake.peers).toHaveLength(2);
  });
});

/** Frames after which nothing can be believed any more. */
const NONSENSE: readonly (readonly [string, (channel: number) => Buffer])[] = [
  ['an unknown method', (channel) => method(channel, 0x00ff00ff)],
  ['a method for a channel that is not open', () => method(999, Method.basicAck, longlong(1n), Buffer.of(0))],
  ['a body without a method', (channel) => frame(3, channel, Buffer.from('body'))],
  ['a header without a method', (channel) => frame(2, channel, Buffer.alloc(14))],
  ['a frame of no type', (channel) => frame(77, channel, Buffer.from('x'))],
  [
    'an answer that nobody asked for',
    (channel) => method(channel, Method.queueDeclare + 1, shortString('q'), long(0), long(0)),
  ],
  ['connection.close', () => method(0, Method.connectionClose, short(541), shortString('INTERNAL_ERROR'), long(0))],
  ['a message of 2^60 bytes', (channel) => Buffer.concat([delivery(channel), header(channel, 2n ** 60n)])],
  ['a message of -1 bytes', (channel) => Buffer.concat([delivery(channel), header(channel, 2n ** 64n - 1n)])],
];

function delivery(channel: number, tag = 'tag'): Buffer {
  const rest = [longlong(1n), Buffer.of(0), shortString(''), shortString('q')];
  return method(channel, Method.basicDeliver, shortString(tag), ...rest);
}

function header(channel: number, size: bigint): Buffer {
  return frame(2, channel, Buffer.concat([long(0x003c_0000), longlong(size), short(0)]));
}

/** Says `bytes` in place of the first confirm of the first connection; behaves from then on. */
function onceAt(bytes: (channel: number) => Buffer): Script {
  let said = false;
  return {
    onPublished: (peer, channel) => {
      if (said) return false;
      said = true;
      peer.send(bytes(channel));
      return true;
    },
  };
}

describe('amid sending,', () => {
  test.each(NONSENSE)('%s ends the connection, and the message is sent over the next one', async (_what, bytes) => {
    await using fake = await FakeBroker.listen(onceAt(bytes));
    await using client = await connected({ addresses: fake.address, retryDelayMs: 1 });
    const lost = next(client, 'disconnected');
    const back = next(client, 'connected');
    await client.sendMessage('x', { queue: 'q' });
    await lost;
    await back;
    expect(fake.peers.length).toBeGreaterThanOrEqual(2);
  });

  test('channel.close for a reason that nobody knows: the one message that was under way is refused', async () => {
    const close = (channel: number) => method(channel, Method.channelClose, short(541), shortString('WHY'), long(0));
    await using fake = await FakeBroker.listen(onceAt(close));
    await using client = await connected({ addresses: fake.address });
    await expectFailure(client.sendMessage('x', { queue: 'q' }), 'EIP_BROKER_REFUSED', /WHY/);
    await client.sendMessage('y', { queue: 'q' });
  });

  test('confirms of messages that were never sent confirm nothing', async () => {
    await using fake = await FakeBroker.listen({
      onPublished: (peer, channel, tag) => {
        peer.send(method(channel, Method.basicAck, longlong(tag + 7n), Buffer.of(0)));
        return true;
      },
    });
    await using client = await connected({ addresses: fake.address, drainTimeoutMs: 50 });
    const send = client.sendMessage('x', { queue: 'q', timeoutMs: 200 });
    const error = await expectFailure(send, 'EIP_MESSAGE_TIMEOUT', /not confirmed within 200 ms/);
    expect(error.outcome).toBe('unknown');
  });

  test('no confirm at all: the time is up, and nobody knows', async () => {
    await using fake = await FakeBroker.listen({ onPublished: () => true });
    await using client = await connected({ addresses: fake.address, drainTimeoutMs: 50 });
    const sends = Array.from({ length: 50 }, () => client.sendMessage('x', { queue: 'q', timeoutMs: 200 }));
    for (const send of sends) await expectFailure(send, 'EIP_MESSAGE_TIMEOUT', /not confirmed/);
  });
});

test('a delivery for a consumer that it does not have is not handled', async () => {
  await using fake = await FakeBroker.listen({});
  await using client = await connected({ addresses: fake.address });
  const box = await inbox(client, 'q');
  const peer = fake.peers.at(-1);
  const own = consumingChannel;
  peer?.send(deliver(own, 'stranger', 'no'), deliver(own, 'tag', 'yes'));
  const [message] = await box.first(1);
  expect(message?.content.toString()).toBe('yes');
});

const consumingChannel = 1;

function deliver(channel: number, tag: string, body: string): Buffer {
  return Buffer.concat([
    delivery(channel, tag),
    header(channel, BigInt(body.length)),
    frame(3, channel, Buffer.from(body)),
  ]);
}

test('a peer that stops talking is left after two heartbeats', async () => {
  let isSilent = false;
  await using fake = await FakeBroker.listen({ onMethod: () => isSilent, onPublished: () => isSilent });
  await using client = await connected({ addresses: fake.address, heartbeat: 1, connectTimeoutMs: 500 });
  const lost = next(client, 'disconnected');
  isSilent = true;
  const send = client.sendMessage('x', { queue: 'q' });
  await lost;
  isSilent = false;
  await send;
});

/** Whatever bytes come in place of whatever answer, the client connects to the next peer and sends. */
test('any bytes at any step', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc
      .tuple(fc.nat(9), fc.nat(3), fc.uint8Array({ maxLength: 60 }))
      .map(([type, channel, payload]) => frame(type, channel, payload)),
    fc
      .tuple(fc.nat(2), fc.constantFrom(...Object.values(Method)), fc.nat(1), fc.uint8Array({ maxLength: 40 }))
      .map(([channel, id, more, args]) => method(channel, id + more, args)),
    fc.constant(longString('x')),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(9), bytes, async (step, nonsense) => {
      let steps = 0;
      const onMethod = (peer: FakePeer, _arrived: MethodFrame): boolean => {
        if (steps++ !== step) return false;
        peer.send(nonsense);
        // Bytes that leave it waiting for more are followed by a hang-up.
        peer.socket.end();
        return true;
      };
      await using fake = await FakeBroker.listen({ onMethod });
      await using client = newClient({
        addresses: fake.address,
        retryDelayMs: 1,
        connectTimeoutMs: 500,
        drainTimeoutMs: 50,
      });
      await client.connect().catch(() => client.connect());
      await client.sendMessage('x', { queue: 'q' });
    }),
    { numRuns: 80 },
  );
});
