// process.exit with an open adapter and data flowing: at once (`now`), or inside a handler (`data`, `connection`).
const { connectedScanner, startedAdapter } = require('./rig.cjs');

async function main(where) {
  const adapter = await startedAdapter();
  if (where === 'connection') adapter.on('connection', () => process.exit(7));
  await connectedScanner(adapter.status().port);
  if (where === 'data') adapter.output('command').on('data', () => process.exit(7));
  if (where === 'now') process.exit(7);
}
void main(process.argv[2]);
