// Saves settings over and over, each time another value, and says so when it is safe; until it is killed.
const { writeSync } = require('node:fs');
const { SettingsFile } = require('../../../dist/adapter/settings/settings-file.js');

const settings = (inactivityTimeoutS) => ({
  dscp: { urgent: 1, scheduled: 2, high: 3, low: 4, explicit: 5 },
  multicast: { ttl: 6, addresses: null },
  inactivityTimeoutS,
});

async function main(path, first) {
  const file = await SettingsFile.at(path, true);
  for (let value = first; value <= 3600; value++) {
    await file.save(settings(value));
    writeSync(1, `${JSON.stringify({ safe: value })}\n`);
  }
}
void main(process.argv[2], Number(process.argv[3]));
