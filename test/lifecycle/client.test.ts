/** A client that is connected while its process ends: the controller has its connections back. */
import { afterEach, describe, expect, test } from 'vitest';
import { type PlcScript, ScriptedPlc } from '../support/scripted-plc.js';
import { runChild } from './child.js';

const PLC = '127.0.61.3';
let plc: ScriptedPlc | undefined;
afterEach(() => plc?.close());

async function ended(how: string, script: Partial<PlcScript> = {}) {
  plc = await ScriptedPlc.listen(PLC, script);
  const result = await runChild('client-exit.cjs', { args: [how, PLC, String(plc.port)] });
  await plc.until(() => plc?.tcpConnections === 0);
  return { plc, result };
}

/** Both are needed at once, so both are opened. */
const bothAtOnce = (): Partial<PlcScript> => {
  const waiting: (() => void)[] = [];
  return {
    onRequest: (arrived) => {
      waiting.push(() => arrived.reply({ data: Uint8Array.of(1) }));
      if (waiting.length === 2) for (const reply of waiting) reply();
    },
  };
};

describe('a client that is connected', () => {
  test.each([
    ['exit', 7],
    ['throw', 1],
    ['close', 0],
  ])('%s: Forward Close for each connection, then the end of the session', async (how, code) => {
    const { plc, result } = await ended(how, bothAtOnce());
    expect(result).toMatchObject({ code, signal: null });
    expect(plc.opens.length).toBe(2);
    expect(plc.closes.map(({ connectionSerial }) => connectionSerial).sort()).toEqual(
      plc.opens.map(({ triad }) => triad.connectionSerial).sort(),
    );
    expect(plc.commands.at(-1)).toBe(0x66);
  });

  test('process.exit while the open is under way: closed as well', async () => {
    const { plc, result } = await ended('connecting', { onOpen: () => 'silent' });
    expect(result).toMatchObject({ code: 7, signal: null });
    expect(plc.closes).toEqual(plc.opens.map(({ triad }) => triad));
  });
});
