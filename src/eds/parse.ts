/** The text of an EDS file as sections, entries and fields, and every fault of its syntax. */
import { Lexer, type Token } from './lexer.js';
import type { EdsEntry, EdsFault, EdsField, EdsFile, EdsPlace, EdsSection } from './syntax.js';

export interface ParsedEds {
  /** What could be read: complete when there are no faults. */
  readonly file: EdsFile;
  readonly faults: readonly EdsFault[];
}

export function parseEds(text: string): ParsedEds {
  const lexer = new Lexer(text);
  const sections = new Parser(lexer).sections();
  return { file: { sections }, faults: lexer.faults };
}

interface OpenSection {
  readonly name: string;
  readonly place: EdsPlace;
  readonly entries: EdsEntry[];
}

class Parser {
  private token: Token;
  private ahead: Token;

  constructor(private readonly lexer: Lexer) {
    this.token = lexer.next();
    this.ahead = lexer.next();
  }

  sections(): EdsSection[] {
    const sections: OpenSection[] = [];
    while (this.token.kind !== 'end') {
      if (this.token.kind === 'section') {
        const { text: name, place } = this.take();
        sections.push({ name, place, entries: [] });
        continue;
      }
      const { place } = this.token;
      const entry = this.entry();
      const section = sections.at(-1);
      if (section === undefined) this.complain(place, 'an entry before the first section');
      else if (entry !== undefined) section.entries.push(entry);
    }
    return sections;
  }

  private entry(): EdsEntry | undefined {
    const { kind, text: keyword, place } = this.token;
    if (kind !== 'word' || this.ahead.kind !== '=') {
      this.complain(place, `expected "Keyword =" or "[Section]", found ${found(this.token)}`);
      this.skipEntry();
      return undefined;
    }
    this.take();
    this.take();
    return { keyword, place, fields: this.fields(keyword) };
  }

  private fields(keyword: string): EdsField[] {
    const fields: EdsField[] = [];
    for (;;) {
      fields.push(this.field());
      if (this.token.kind === ',') {
        this.take();
        continue;
      }
      this.endOfEntry(keyword);
      return fields;
    }
  }

  private field(): EdsField {
    const { kind, text, place } = this.token;
    if (kind === 'string') return { kind, text: this.strings(), place };
    if (kind === 'word' && this.ahead.kind !== '=') {
      this.take();
      return { kind, text, place };
    }
    if (kind === '{') return { kind: 'group', text: this.group(), place };
    return { kind: 'empty', text: '', place };
  }

  /** Strings behind each other are one. */
  private strings(): string {
    let text = '';
    while (this.token.kind === 'string') text += this.take().text;
    return text;
  }

  private group(): string {
    const { place } = this.take();
    let text = '';
    while (this.token.kind !== '}') {
      if (this.isBeyondField()) {
        this.complain(place, '"}" is missing');
        return text;
      }
      const { kind, text: part } = this.take();
      text += kind === 'string' ? `"${part}"` : part;
    }
    this.take();
    return text;
  }

  private isBeyondField(): boolean {
    return ['end', ';', 'section'].includes(this.token.kind);
  }

  private endOfEntry(keyword: string): void {
    if (this.token.kind === ';') {
      this.take();
      return;
    }
    const beginsNext = this.token.kind === 'word' && this.ahead.kind === '=';
    if (beginsNext || this.token.kind === 'section' || this.token.kind === 'end') {
      this.complain(this.token.place, `";" is missing at the end of ${keyword}, before ${found(this.token)}`);
      return;
    }
    this.complain(this.token.place, `expected "," or ";" in ${keyword}, found ${found(this.token)}`);
    this.skipEntry();
  }

  /** To behind the next `;`, or to where something begins for sure. */
  private skipEntry(): void {
    while (this.token.kind !== 'end' && this.token.kind !== 'section') {
      if (this.take().kind === ';') return;
      if (this.token.kind === 'word' && this.ahead.kind === '=') return;
    }
  }

  private take(): Token {
    const taken = this.token;
    this.token = this.ahead;
    this.ahead = this.lexer.next();
    return taken;
  }

  private complain(place: EdsPlace, message: string): void {
    this.lexer.complain(place, message);
  }
}

function found({ kind, text }: Token): string {
  if (kind === 'end') return 'the end of the file';
  return kind === 'section' ? `[${text}]` : `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
}
