import { describe, expect, it } from 'vitest';
import { onExit } from '../../../src/runtime/exit-hook.js';

describe('onExit', () => {
  it('listens to the process only while something is open, however much', () => {
    const before = process.listenerCount('exit');
    const forget = Array.from({ length: 20 }, () => onExit(() => {}));
    expect(process.listenerCount('exit')).toBe(before + 1);
    for (const one of forget) one();
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('forgetting twice is forgetting once', () => {
    const before = process.listenerCount('exit');
    const first = onExit(() => {});
    const second = onExit(() => {});
    first();
    first();
    expect(process.listenerCount('exit')).toBe(before + 1);
    second();
    expect(process.listenerCount('exit')).toBe(before);
  });
});
