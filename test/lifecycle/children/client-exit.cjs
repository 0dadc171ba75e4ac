// Ends with a connected ExplicitClient: process.exit (`exit`), an exception (`throw`), while it connects (`connecting`).
const { ExplicitClient } = require('../../../dist/index.js');

async function main(how, host, port) {
  const client = new ExplicitClient({ host, port: Number(port), connections: 2 });
  const connected = client.connect();
  if (how === 'connecting') setTimeout(() => process.exit(7), 200);
  await connected;
  const attribute = { classId: 1, instance: 1, attribute: 1 };
  await Promise.all([client.getAttributeSingle(attribute), client.getAttributeSingle(attribute)]);
  if (how === 'exit') process.exit(7);
  if (how === 'throw')
    setImmediate(() => {
      throw new Error('thrown on purpose');
    });
  if (how === 'close') await client.close();
}
void main(...process.argv.slice(2));
