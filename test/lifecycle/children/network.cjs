// In a network namespace of its own: an adapter on a veth interface that changes while it runs, seen by its events and
// read as explicit messages. Every step waits for what it is about; the last line tells what was seen.
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { once } = require('node:events');
const { networkInterfaces } = require('node:os');
const { Adapter } = require('../../../dist/index.js');
const { ExplicitSession, ethernetLinkObject, tcpIpInterfaceObject } = require('../../../dist/testing.js');

const HOST = '10.77.0.5';
const ip = (command) => execFileSync('ip', command.split(' '), { encoding: 'utf8' });
const sys = (name) => readFileSync(`/sys/class/net/eip0/${name}`, 'utf8').trim();

/** The next network event that is so. */
function change(adapter, so) {
  return new Promise((resolve) => {
    const look = (event) => {
      if (!so(event.network)) return;
      adapter.off('network', look);
      resolve(event);
    };
    adapter.on('network', look);
  });
}

/** Does it, and waits for what comes of it. */
async function after(adapter, command, so) {
  const changed = change(adapter, so);
  ip(command);
  return (await changed).reason;
}

async function objects(session) {
  const get = (classId, attribute) => session.getAttributeSingle({ classId, instance: 1, attribute });
  return {
    configuration: tcpIpInterfaceObject.decode('configuration', await get(0xf5, 5)),
    speed: ethernetLinkObject.decode('speed', await get(0xf6, 1)),
    flags: ethernetLinkObject.decode('flags', await get(0xf6, 2)),
    mac: ethernetLinkObject.decode('mac', await get(0xf6, 3)),
    state: ethernetLinkObject.decode('state', await get(0xf6, 8)),
    label: ethernetLinkObject.decode('label', await get(0xf6, 10)),
  };
}

async function main() {
  execFileSync('mount', ['-t', 'sysfs', 'sysfs', '/sys']);
  ip('link set lo up');
  ip('link add eip0 type veth peer name eip1');
  ip(`address add ${HOST}/16 dev eip0`);
  ip('link set eip0 up');
  ip('link set eip1 up');
  ip('route add default via 10.77.0.1 dev eip0');
  const adapter = new Adapter({
    host: 'eip0',
    identity: { vendorId: 1, serialNumber: 1, productName: 'Network' },
    assemblies: {},
  });
  const warnings = [];
  adapter.on('warning', ({ code }) => warnings.push(code));
  await adapter.start();
  const session = await ExplicitSession.open({ host: HOST, bind: HOST });
  const [own] = networkInterfaces().eip0.filter(({ family }) => family === 'IPv4');
  const [route] = JSON.parse(ip('-j route show default'));
  const first = await objects(session);
  const system = {
    mac: sys('address'),
    speed: Number(sys('speed')),
    duplex: sys('duplex'),
    mask: own.netmask,
    gateway: route.gateway,
  };

  const reasons = [];
  reasons.push(await after(adapter, 'link set eip1 down', ({ link }) => !link));
  const down = await objects(session);
  reasons.push(await after(adapter, 'link set eip1 up', ({ link }) => link));
  reasons.push(
    await after(adapter, 'route replace default via 10.77.0.9 dev eip0', (now) => now.gateway === '10.77.0.9'),
  );
  const rerouted = await objects(session);
  reasons.push(await after(adapter, `address del ${HOST}/16 dev eip0`, ({ present }) => !present));
  const lost = adapter.status().network;
  const warned = warnings.length > 0 ? undefined : once(adapter, 'warning');
  await warned;
  reasons.push(await after(adapter, `address add ${HOST}/24 dev eip0`, ({ present }) => present));
  const again = await ExplicitSession.open({ host: HOST, bind: HOST });
  const back = await objects(again);
  await again.close();
  session.destroy();
  await adapter.stop();
  process.stdout.write(`${JSON.stringify({ first, system, down, rerouted, lost, back, reasons, warnings })}\n`);
}
void main();
