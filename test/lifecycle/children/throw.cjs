// An exception with an open adapter and data flowing: from a timer (`timer`), or from a handler (`data`, `connection`).
const { connectedScanner, startedAdapter } = require('./rig.cjs');

function fail() {
  throw new Error('thrown on purpose');
}

async function main(where) {
  const adapter = await startedAdapter();
  if (where === 'connection') adapter.on('connection', fail);
  await connectedScanner(adapter.status().port);
  if (where === 'data') adapter.output('command').on('data', fail);
  if (where === 'timer') setTimeout(fail, 20);
}
void main(process.argv[2]);
