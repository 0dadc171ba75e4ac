/** The text of an EDS file as tokens. A fault never ends it: what is behind the fault is told as well. */
import type { EdsFault, EdsPlace } from './syntax.js';

export type TokenKind = 'section' | 'string' | 'word' | '=' | ',' | ';' | '{' | '}' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Of a section its name, of a string what is between its quotes. */
  readonly text: string;
  readonly place: EdsPlace;
}

const SIGNS = '=,;{}';
/** `$` begins a comment, also right behind a word. */
const WORD = /[^\s=,;{}"$[\]]/;
/** Letters, digits and these; single blanks between them. */
const SECTION_NAME = /^[A-Za-z0-9_.\\/-]+( [A-Za-z0-9_.\\/-]+)*$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', v: '\v', r: '\r', '"': '"', '\\': '\\' };

/** Some other kind of file would give a fault a character. */
const MOST_FAULTS = 100;

export class Lexer {
  readonly faults: EdsFault[] = [];
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(private readonly text: string) {}

  next(): Token {
    for (;;) {
      this.skipBlanks();
      const token = this.token();
      if (token !== undefined) return token;
    }
  }

  /** Undefined for a character that begins none: it was complained about. */
  private token(): Token | undefined {
    const place = this.place();
    const char = this.text[this.at];
    if (char === undefined) return { kind: 'end', text: '', place };
    if (SIGNS.includes(char)) {
      this.at++;
      return { kind: char as TokenKind, text: char, place };
    }
    if (char === '[') return { kind: 'section', text: this.sectionName(place), place };
    if (char === '"') return { kind: 'string', text: this.quoted(place), place };
    if (isWord(char)) return { kind: 'word', text: this.word(), place };
    this.at++;
    this.complain(place, `${shownChar(char)} has no meaning here`);
    return undefined;
  }

  complain({ line, column }: EdsPlace, message: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ line, column, message });
  }

  private place(): EdsPlace {
    return { line: this.line, column: this.at - this.lineStart + 1 };
  }

  private skipBlanks(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === '$') this.at = this.lineEnd();
      else if (char === '\n') this.newLine();
      else if (char !== undefined && /\s/.test(char)) this.at++;
      else return;
    }
  }

  private newLine(): void {
    this.at++;
    this.line++;
    this.lineStart = this.at;
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  private sectionName(place: EdsPlace): string {
    const end = this.lineEnd();
    const close = this.text.indexOf(']', this.at);
    const closed = close >= 0 && close < end;
    const name = this.text.slice(this.at + 1, closed ? close : end).trim();
    this.at = closed ? close + 1 : end;
    if (!closed) this.complain(place, `"[${name}": "]" is missing in this line`);
    else if (!SECTION_NAME.test(name)) this.complain(place, `"[${name}]" is no name of a section`);
    return name;
  }

  /** A string ends in its line; longer ones are several strings behind each other. */
  private quoted(place: EdsPlace): string {
    const end = this.lineEnd();
    let text = '';
    for (this.at++; this.at < end; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === '"') {
        this.at++;
        return text;
      }
      if (char === '\\') this.at++;
      text += char === '\\' ? escaped(this.text[this.at] ?? '') : char;
    }
    this.at = end;
    this.complain(place, 'this string has no end in its line: " is missing');
    return text.trimEnd();
  }

  private word(): string {
    const start = this.at;
    while (isWord(this.text[this.at])) this.at++;
    return this.text.slice(start, this.at);
  }
}

function escaped(char: string): string {
  return ESCAPES[char] ?? `\\${char}`;
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char) && !isControl(char);
}

function isControl(char: string): boolean {
  return char < ' ' || char === '\x7f';
}

function shownChar(char: string): string {
  if (!isControl(char)) return `"${char}"`;
  return `the control character 0x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
