// As a user without rights: opens spools in folders that it may not use. argv: a folder, and names in it. The last line
// tells what was said.
const { join } = require('node:path');
const { Spool } = require('../../../dist/telemetry/spool/index.js');

const [parent, ...names] = process.argv.slice(2);

async function said(name) {
  try {
    await (await Spool.open({ folder: join(parent, name), sinks: { broker: {} } })).close();
    return 'opened';
  } catch ({ code, message }) {
    return `${code} ${message}`;
  }
}

async function main() {
  const seen = [];
  for (const name of names) seen.push(await said(name));
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}

void main();
