// What one would write in plain Node instead: cyclic packets from node:dgram and setInterval.
import { createSocket } from 'node:dgram';
import { Busy } from './busy.mjs';
import { writePattern } from './pattern.mjs';
import { answerQuestions } from './questions.mjs';

const { address, receiver, port, connectionId, intervalMs, size } = JSON.parse(process.argv[2]);
const HEAD = 20;

const packet = Buffer.alloc(HEAD + size);
packet.writeUInt16LE(2, 0);
packet.writeUInt16LE(0x8002, 2);
packet.writeUInt16LE(8, 4);
packet.writeUInt32LE(connectionId, 6);
packet.writeUInt16LE(0x00b1, 14);
packet.writeUInt16LE(2 + size, 16);

const socket = createSocket('udp4');
await new Promise((resolve) => socket.bind({ address }, resolve));
socket.on('error', () => {}); // nobody listens between two runs

let number = 0;
let timer;
function send() {
  number = (number + 1) >>> 0;
  packet.writeUInt32LE(number, 10);
  packet.writeUInt16LE(number & 0xffff, 18);
  writePattern(packet.subarray(HEAD), number);
  socket.send(packet, port, receiver);
}

const busy = new Busy();
answerQuestions(
  {
    start: ({ onMs, offMs }) => {
      timer = setInterval(send, intervalMs);
      setImmediate(() => busy.set(onMs, offMs));
    },
    halt: () => {
      clearInterval(timer);
      busy.set(0, 0);
    },
  },
  () => {
    clearInterval(timer);
    busy.set(0, 0);
    socket.close();
  },
);
