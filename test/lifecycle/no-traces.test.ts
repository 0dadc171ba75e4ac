/** The package lives in the process of somebody else: no handlers, no globals, no instance that knows of another. */
import { expect, test } from 'vitest';
import { runChild } from './child.js';

interface Traces {
  readonly listeners: Readonly<Record<string, number>>;
}

interface Report extends Record<'before' | 'required' | 'running' | 'after', Traces> {
  readonly names: readonly string[];
  readonly both: readonly boolean[];
  readonly secondAlone: boolean;
}

test('every entry required, every part run twice and closed: the process is as it was, and ends by itself', async () => {
  const { code, signal, stderr, report } = await runChild('no-traces.cjs');
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const { names, before, required, running, after, both, secondAlone } = report as unknown as Report;
  expect(names).toEqual(expect.arrayContaining(['.', './testing', './logging', './telemetry', './rabbitmq']));
  expect(required).toEqual(before);
  // While something is open it is closed at `exit`, which neither keeps nor ends the process.
  expect(running).toEqual({ ...before, listeners: { ...before.listeners, exit: 1 } });
  expect(after).toEqual(before);
  expect({ both, secondAlone }).toEqual({ both: [true, true], secondAlone: true });
});
