import { describe, expect, it } from 'vitest';
import { noSuchName } from '../../../src/config/names.js';

describe('noSuchName', () => {
  it.each([
    ['a letter too few', 'comand', ['command', 'result'], '(did you mean "command"?)'],
    ['other case', 'COMMAND', ['command'], '(did you mean "command"?)'],
    ['two letters swapped', 'reuslt', ['command', 'result'], '(did you mean "result"?)'],
  ])('%s: says what was meant', (_case, name, known, hint) => expect(noSuchName('field', name, known)).toContain(hint));

  it.each([
    ['far from all', 'xyz', ['command', 'result'], 'xyz: no such field. There are: command, result'],
    ['a single letter is near nothing', 'x', ['i', 'raw'], 'x: no such field. There are: i, raw'],
    ['none there', 'x', [], 'x: no such field. There are none'],
  ])('%s: says what there is', (_case, name, known, text) => expect(noSuchName('field', name, known)).toBe(text));
});
