// As a user without rights: settings files that it may not read, or not write. argv: a folder with `closed` (no entry),
// `locked` (the file can't be read), `readonly` (nothing can be written), `own` (its own). The last line tells what was
// seen.
const { chmodSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { SettingsFile } = require('../../../dist/adapter/settings/settings-file.js');

const settings = {
  dscp: { urgent: 1, scheduled: 2, high: 3, low: 4, explicit: 5 },
  multicast: { ttl: 6, addresses: null },
  inactivityTimeoutS: 8,
};
const failure = (promise) =>
  promise.then(
    () => 'none',
    ({ code, message }) => `${code} ${message}`,
  );
const opened = async (folder, toWrite) => SettingsFile.at(join(process.argv[2], folder, 'cell.json'), toWrite);

async function main() {
  const load = async (folder, toWrite) => (await opened(folder, toWrite)).load();
  const closed = await failure(load('closed', false));
  const locked = await failure(load('locked', false));
  const readonly = await failure(load('readonly', true));
  const { settings: read } = await load('readonly', false);
  const own = await opened('own', true);
  await own.save(settings);
  chmodSync(join(process.argv[2], 'own'), 0o555);
  const saving = await failure(own.save({ ...settings, inactivityTimeoutS: 9 }));
  const removing = await failure(own.forget());
  const kept = JSON.parse(readFileSync(own.path, 'utf8')).settings.inactivityTimeoutS;
  chmodSync(join(process.argv[2], 'own'), 0o755);
  process.stdout.write(`${JSON.stringify({ closed, locked, readonly, read, saving, removing, kept })}\n`);
}
void main();
