/** Lines that wait, bounded by their bytes: what does not fit is not taken. */
export class LineQueue {
  private lines: string[] = [];
  private first = 0;
  private waiting = 0;

  constructor(private most: number) {}

  get bytes(): number {
    return this.waiting;
  }

  get capacity(): number {
    return this.most;
  }

  set capacity(most: number) {
    this.most = most;
  }

  get empty(): boolean {
    return this.first === this.lines.length;
  }

  /** False when there is no room. */
  push(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    if (this.waiting + bytes > this.most) return false;
    this.lines.push(line);
    this.waiting += bytes;
    return true;
  }

  /** Bytes of the next line; 0 when there is none. */
  nextBytes(): number {
    return this.empty ? 0 : Buffer.byteLength(this.lines[this.first] as string);
  }

  /** The next line, and those behind it as long as all are at most this many bytes. */
  take(most: number): Buffer {
    let bytes = 0;
    const from = this.first;
    while (!this.empty) {
      const next = this.nextBytes();
      if (bytes > 0 && bytes + next > most) break;
      bytes += next;
      this.first++;
    }
    const taken = Buffer.from(this.lines.slice(from, this.first).join(''));
    this.waiting -= bytes;
    this.forget();
    return taken;
  }

  /** All of them are gone. @returns how many there were */
  clear(): number {
    const count = this.lines.length - this.first;
    this.lines = [];
    this.first = 0;
    this.waiting = 0;
    return count;
  }

  private forget(): void {
    if (this.first < 1024 && !this.empty) return;
    this.lines.splice(0, this.first);
    this.first = 0;
  }
}

/** Lines in bytes of whole lines. */
export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

const NEWLINE = 0x0a;
