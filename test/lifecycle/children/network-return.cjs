// In a network namespace of its own: the interface of an adapter is deleted and comes back as another one. What leaves
// for a group and what comes as a broadcast has to follow. Every step waits for what it is about.
const { execFileSync } = require('node:child_process');
const { createSocket } = require('node:dgram');
const { once } = require('node:events');
const { Adapter } = require('../../../dist/index.js');
const { Scanner } = require('../../../dist/testing.js');

const HOST = '10.77.0.5';
const PEER = '10.77.0.6';
const ip = (command) => execFileSync('ip', command.split(' '), { encoding: 'utf8' });
const LIST_IDENTITY = Buffer.concat([Buffer.from([0x63, 0, 0, 0]), Buffer.alloc(20)]);

function addInterface(name, prefix) {
  ip(`link add ${name} type veth peer name ${name}peer`);
  ip(`address add ${HOST}/${prefix} dev ${name}`);
  ip(`address add ${PEER}/${prefix} dev ${name}`);
  ip(`link set ${name} up`);
  ip(`link set ${name}peer up`);
}

/** The first packet of a group that a scanner joined, over the interface as it is now; undefined: none came. */
async function fromGroup(adapter) {
  const input = { instance: 100, size: 4, multicast: true };
  const scanner = new Scanner({ host: HOST, bind: PEER, type: 'input', config: null, input, timeoutMs: 5_000 });
  const closed = once(scanner, 'closed').then(([{ reason }]) => reason);
  const packet = once(scanner, 'data').then(([{ value }]) => [...value]);
  await scanner.open();
  const first = await Promise.race([packet, closed]);
  await scanner.close();
  return { first, group: scanner.connection.group.address, failures: adapter.status().counters.ioSendFailures };
}

/** Who answers a broadcast to the subnet; it is sent again as long as nobody does, at most ten times. */
async function answersBroadcast(address) {
  const socket = createSocket('udp4').bind(0, PEER);
  await once(socket, 'listening');
  socket.setBroadcast(true);
  const answer = once(socket, 'message').then(([, from]) => from.address);
  for (let tries = 0; tries < 10; tries++) {
    socket.send(LIST_IDENTITY, 44818, address);
    const answered = await Promise.race([answer, new Promise((done) => setTimeout(done, 600))]);
    if (answered !== undefined) {
      socket.close();
      return answered;
    }
  }
  socket.close();
  return 'nobody';
}

async function main() {
  ip('link set lo up');
  addInterface('eip0', 16);
  const adapter = new Adapter({
    host: HOST,
    identity: { vendorId: 1, serialNumber: 1, productName: 'Return' },
    assemblies: { state: { instance: 100, kind: 'input', size: 4 } },
    connections: [{ type: 'inputOnly', input: 'state' }],
  });
  adapter.input('state').write([1, 2, 3, 4]);
  adapter.on('warning', () => {});
  await adapter.start();
  const before = await fromGroup(adapter);
  const heardBefore = await answersBroadcast('10.77.255.255');
  const gone = once(adapter, 'network');
  ip('link del eip0');
  await gone;
  const back = new Promise((done) => {
    adapter.on('network', ({ network }) => network.present && network.interface === 'eip2' && network.link && done());
  });
  addInterface('eip2', 24);
  await back;
  const after = await fromGroup(adapter);
  const heardAfter = await answersBroadcast('10.77.0.255');
  const { interface: name } = adapter.status().network;
  await adapter.stop();
  process.stdout.write(`${JSON.stringify({ before, heardBefore, after, heardAfter, name })}\n`);
}
void main();
