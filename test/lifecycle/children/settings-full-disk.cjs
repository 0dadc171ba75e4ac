// In a mount namespace and a network namespace of its own: the settings file on a disk that is full, then read-only.
// argv: an empty folder to mount it on. The last line tells what was seen.
const { execFileSync } = require('node:child_process');
const { closeSync, openSync, readFileSync, readdirSync, rmSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { Adapter } = require('../../../dist/index.js');
const { ExplicitSession, objectPath } = require('../../../dist/testing.js');

const folder = process.argv[2];
const settingsFile = join(folder, 'cell.json');
const system = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' });

function fill(path) {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

const adapterOf = (allowSettings) =>
  new Adapter({
    host: '127.0.0.1',
    identity: { vendorId: 1, serialNumber: 1, productName: 'Disk' },
    assemblies: {},
    allowSettings,
    settingsFile,
  });

async function main() {
  system('ip', 'link', 'set', 'lo', 'up');
  system('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  const adapter = adapterOf(true);
  const warnings = [];
  adapter.on('warning', ({ code, cause }) => warnings.push(`${code} ${cause?.code}`));
  await adapter.start();
  const session = await ExplicitSession.open({ host: '127.0.0.1' });
  const set = async (value) => {
    const path = objectPath(0x48, 1, 4);
    return (await session.request({ service: 0x10, path, data: Uint8Array.of(value) })).status;
  };
  const kept = () => JSON.parse(readFileSync(settingsFile, 'utf8')).settings.dscp.urgent;
  const seen = [];
  const look = async (value) => {
    const status = await set(value);
    seen.push({ status, inEffect: adapter.status().settings.dscp.urgent, kept: kept() });
  };
  await look(7);
  fill(join(folder, 'filler'));
  await look(8);
  await look(9);
  const left = readdirSync(folder);
  rmSync(join(folder, 'filler'));
  await look(10);
  system('mount', '-o', 'remount,ro', folder);
  await look(11);
  await session.close();
  await adapter.stop();
  const refused = await adapterOf(true)
    .start()
    .catch(({ code, message }) => ({ code, message }));
  const reader = adapterOf(false);
  await reader.start();
  const read = reader.status().settings.dscp.urgent;
  await reader.stop();
  process.stdout.write(`${JSON.stringify({ seen, warnings, left, refused, read })}\n`);
}
void main();
