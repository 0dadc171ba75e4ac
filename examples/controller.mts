// The other side, for a test of your own: a controller that asks for three inspections, one after the other.
//
//   node examples/controller.mts [adapter] [own address]      (Node 22.18 or newer; README.md says how with Node 20)
import { bool, int, layout, real } from '@strokmatic/eip-native';
import { type InputPacket, Scanner } from '@strokmatic/eip-native/testing';

const COMMAND = layout({ start: bool(0, 0), recipe: int(2) });
const RESULT = layout({ ready: bool(0, 0), recipe: int(2), score: real(4) });
const SIZE = 32;

const [host = '127.0.0.2', bind = '127.0.0.1'] = process.argv.slice(2);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Sends a command and waits until its result is there. */
function inspect(scanner: Scanner, recipe: number): Promise<number> {
  const command = new Uint8Array(SIZE);
  COMMAND.write(viewOf(command), { start: true, recipe });
  scanner.write(command);
  return new Promise((resolve) => {
    const onData = ({ value }: InputPacket): void => {
      const result = RESULT.read(viewOf(value));
      if (!result.ready || result.recipe !== recipe) return;
      scanner.off('data', onData);
      resolve(result.score);
    };
    scanner.on('data', onData);
  });
}

const scanner = new Scanner({ host, bind, rpiMs: 10 });
scanner.on('timedOut', (error) => {
  throw error;
});
await scanner.open();
for (const recipe of [1, 3, 7]) console.log(`recipe ${recipe}: score ${(await inspect(scanner, recipe)).toFixed(3)}`);
const { sent, received, lost } = scanner.stats();
console.log(`sent ${sent}, received ${received}, lost ${lost}`);
await scanner.close();
