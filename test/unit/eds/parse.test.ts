import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEds } from '../../../src/eds/parse.js';

/** `Section.Keyword: kind(text) ...` */
function read(text: string): string[] {
  const { file, faults } = parseEds(text);
  expect(faults).toEqual([]);
  return file.sections.flatMap(({ name, entries }) =>
    entries.map(
      ({ keyword, fields }) => `${name}.${keyword}: ${fields.map(({ kind, text: t }) => `${kind}(${t})`).join(' ')}`,
    ),
  );
}

function faults(text: string): string[] {
  return parseEds(text).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('an EDS file is read', () => {
  it.each([
    ['a value', '[File]\nRevision = 1.1;', ['File.Revision: word(1.1)']],
    ['lines of Windows', '[File]\r\nRevision = 1.1;\r\n', ['File.Revision: word(1.1)']],
    [
      'all in one line',
      '[File] Revision=1.1; [Device] VendCode=0x1F;',
      ['File.Revision: word(1.1)', 'Device.VendCode: word(0x1F)'],
    ],
    ['comments, also between fields', '$ x\n[A] $ [B]\nP = 1, $ a = 2;\n 3; $ end', ['A.P: word(1) word(3)']],
    ['a comment right behind a word', '[A]\nP = 1$ one\n;', ['A.P: word(1)']],
    ['a dollar in a string', '[A]\nP = "5 $; [x]";', ['A.P: string(5 $; [x])']],
    ['fields left out', '[A]\nP = ,,1,;', ['A.P: empty() empty() word(1) empty()']],
    ['an entry of nothing', '[A]\nP = ;', ['A.P: empty()']],
    ['strings behind each other are one', '[A]\nP = "ab"\n  "cd", "e";', ['A.P: string(abcd) string(e)']],
    ['an empty string is a string', '[A]\nP = "";', ['A.P: string()']],
    ['escapes', '[A]\nP = "a\\"b\\\\c\\td\\x";', ['A.P: string(a"b\\c\td\\x)']],
    [
      'dates, times, negative and broken numbers',
      '[A]\nP = 01-14-2011, 13:50:01, -5, .004;',
      ['A.P: word(01-14-2011) word(13:50:01) word(-5) word(.004)'],
    ],
    ['braces', '[A]\nP = {1,"x"}, 2;', ['A.P: group(1,"x") word(2)']],
    [
      'names of sections with blanks, strokes and signs',
      '[TCP/IP Interface Class]\nA=1;[1_X-Y]\nB=1;',
      ['TCP/IP Interface Class.A: word(1)', '1_X-Y.B: word(1)'],
    ],
    ['nothing', '', []],
  ])('%s', (_case, text, wanted) => expect(read(text)).toEqual(wanted));

  it('each with its place', () => {
    const { file } = parseEds('$\n[File]\n  Revision =\n    1.1;');
    const [section] = file.sections;
    expect(section).toMatchObject({ place: { line: 2, column: 1 }, entries: [{ place: { line: 3, column: 3 } }] });
    expect(section?.entries[0]?.fields[0]?.place).toEqual({ line: 4, column: 5 });
  });
});

describe('a fault of the syntax', () => {
  it.each([
    ['no semicolon, another entry behind', '[A]\nP = 1\nQ = 2;', ['3:1 ";" is missing at the end of P, before "Q"']],
    ['no semicolon, another section behind', '[A]\nP = 1\n[B]', ['3:1 ";" is missing at the end of P, before [B]']],
    ['no semicolon, nothing behind', '[A]\nP = 1', ['2:6 ";" is missing at the end of P, before the end of the file']],
    ['a comma behind the last field', '[A]\nP = 1,\nQ = 2;', ['3:1 ";" is missing at the end of P, before "Q"']],
    ['no comma', '[A]\nP = 1 2;', ['2:7 expected "," or ";" in P, found "2"']],
    [
      'a string without its end',
      '[A]\nP = "abc;\nQ = 1;',
      ['2:5 this string has no end in its line: " is missing', '3:1 ";" is missing at the end of P, before "Q"'],
    ],
    ['a section without its end', '[File\nP = 1;', ['1:1 "[File": "]" is missing in this line']],
    ['a section without a name', '[]\nP = 1;', ['1:1 "[]" is no name of a section']],
    ['an entry before the first section', 'P = 1;\n[A]', ['1:1 an entry before the first section']],
    ['no equals sign', '[A]\nP 1;\nQ = 2;', ['2:1 expected "Keyword =" or "[Section]", found "P"']],
    ['a value alone', '[A]\n"x";', ['2:1 expected "Keyword =" or "[Section]", found "x"']],
    ['two equals signs', '[A]\nP = = 1;', ['2:5 expected "," or ";" in P, found "="']],
    ['braces that stay open', '[A]\nP = {1, 2;', ['2:5 "}" is missing']],
    ['a closing bracket alone', '[A]\nP = 1];', ['2:6 "]" has no meaning here']],
    ['a control character', '[A]\nP = \x01 1;', ['2:5 the control character 0x01 has no meaning here']],
    ['no text at all', '\x00'.repeat(300_000), undefined],
  ])('%s', (_case, text, wanted) => {
    if (wanted === undefined) expect(faults(text)).toHaveLength(100);
    else expect(faults(text)).toEqual(wanted);
  });

  it('hides nothing behind it', () => {
    const { file } = parseEds('[A]\nP = 1 2;\nQ = 3;\nR\nS = 4;');
    expect(file.sections[0]?.entries.map(({ keyword }) => keyword)).toEqual(['P', 'Q', 'S']);
  });

  it('whatever the text is, the parser ends and every fault has a place in it', () => {
    const characters = fc.constantFrom(...'[]={},;$"\\ \n\rAb1.-_:\x00é'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 80 }), (text) => {
        const lines = text.split('\n');
        for (const { line, column } of parseEds(text).faults) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
