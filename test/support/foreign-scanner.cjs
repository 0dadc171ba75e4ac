// A scanner that nobody here wrote, in a process of its own: st-ethernet-ip's IO.Scanner, used as its README shows.
// Parent to child: 'close'. Child to parent: { event: 'connected' | 'answer' | 'disconnected' | 'closed', ... }.
const { IO } = require('st-ethernet-ip');

const [adapterAddress, scannerAddress, rpiMs, config, output, input] = process.argv.slice(2);
const SIZE = 32;

const scanner = new IO.Scanner(2222, scannerAddress);
const connection = scanner.addConnection(
  {
    configInstance: { assembly: Number(config), size: 0 },
    outputInstance: { assembly: Number(output), size: SIZE },
    inputInstance: { assembly: Number(input), size: SIZE },
  },
  Number(rpiMs),
  adapterAddress,
);

const tell = (message) => process.send?.(message);
let question = 0;
let timer;

// Asks the next question as soon as the answer to the last one has arrived.
function ask() {
  const answered = connection.inputData.readUInt32LE(0);
  if (question > 0 && answered !== question) return;
  if (question > 0) tell({ event: 'answer', answered, whole: Buffer.from(connection.inputData).toString('hex') });
  question++;
  connection.outputData = Buffer.alloc(SIZE, question & 0xff);
  connection.outputData.writeUInt32LE(question, 0);
}

connection.on('connected', () => {
  tell({ event: 'connected' });
  timer ??= setInterval(ask, 5);
});
connection.on('disconnected', () => tell({ event: 'disconnected' }));

process.on('message', async (message) => {
  if (message !== 'close') return;
  clearInterval(timer);
  // It would connect again by itself.
  connection.run = false;
  await connection.tcpController.disconnect();
  process.send({ event: 'closed' }, () => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
