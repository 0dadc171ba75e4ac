// Explicit messages, each way there is: unconnected, routed to ourselves, several in one packet, over class 3.
import { ExplicitConnection, ExplicitSession, objectPath } from '../../dist/testing.mjs';
import * as world from '../world.mjs';

const IDENTITY = 1;
const PRODUCT_NAME = 7;
const NOTHING = new Uint8Array(0);
/** What is expected is spoilt: for a test that sees somebody notice. */
const corrupts = process.env.EIP_SOAK_CORRUPT !== undefined;

/** A request, and whether a reply is right. */
function question(random, most = 200) {
  const kind = random.pick(['echo', 'echo', 'name', 'nobody']);
  if (kind === 'name') {
    const text = Uint8Array.of(world.PRODUCT_NAME.length, ...Buffer.from(world.PRODUCT_NAME));
    return { service: 0x0e, path: objectPath(IDENTITY, 1, PRODUCT_NAME), data: NOTHING, isRight: replies(0, text) };
  }
  if (kind === 'nobody')
    return { service: 0x0e, path: objectPath(IDENTITY, 9, PRODUCT_NAME), data: NOTHING, isRight: replies(0x05) };
  const data = random.bytes(random.whole(0, most));
  const service = random.pick([world.ECHO_AT_ONCE, world.ECHO_LATER]);
  return { service, path: objectPath(world.ECHO_CLASS, 1), data, isRight: replies(0, data) };
}

function replies(status, data = NOTHING) {
  const expected = corrupts ? Uint8Array.of(...data, 1) : data;
  return (reply) => reply.status === status && Buffer.from(reply.data).equals(expected);
}

function judge(check, one, reply) {
  if (!one.isRight(reply)) {
    check.broken(
      'asking',
      `service 0x${one.service.toString(16)}: another reply than asked for (status ${reply.status})`,
    );
  }
}

async function askAll(peer, random, check, tally) {
  for (let left = random.whole(1, 30); left > 0; left--) {
    if (random.chance(0.2)) {
      const many = Array.from({ length: random.whole(1, 4) }, () => question(random, 80));
      const answers = await peer.requestAll(many);
      for (const [i, reply] of answers.entries()) judge(check, many[i], reply);
      tally('requests', many.length);
      continue;
    }
    const one = question(random);
    judge(check, one, random.chance(0.3) ? await peer.requestThrough([], one) : await peer.request(one));
    tally('requests');
  }
}

export async function asking({ random, check, bind, tally }) {
  const options = { host: world.ADAPTER, bind };
  const connected = random.chance(0.5);
  const peer = connected
    ? await ExplicitConnection.open({ ...options, size: random.pick([500, 900]) })
    : await ExplicitSession.open(options);
  tally(connected ? 'class 3 connections' : 'sessions');
  try {
    await askAll(peer, random, check, tally);
  } catch (error) {
    peer.destroy();
    throw error;
  }
  if (random.chance(0.3)) return peer.destroy();
  await peer.close();
}
