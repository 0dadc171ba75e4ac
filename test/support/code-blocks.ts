import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A block of a page that is marked runnable: ```ts runnable (an ES module) or ```js runnable (CommonJS). One that is
 * marked runnable broker finds a RabbitMQ at the address in the environment's BROKER.
 */
export interface RunnableBlock {
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  readonly language: 'ts' | 'js';
  readonly code: string;
  readonly broker: boolean;
  /** What it prints, where a ```text output block follows. */
  readonly output: string | undefined;
}

const FENCED = /^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm;

export function runnableBlocks(root: string, page: string): RunnableBlock[] {
  const text = readFileSync(join(root, page), 'utf8');
  const fences = [...text.matchAll(FENCED)].map((match) => ({
    language: match[1] ?? '',
    mark: (match[2] ?? '').trim(),
    code: match[3] ?? '',
    at: match.index,
  }));
  return fences.flatMap(({ language, mark, code, at }, i) => {
    if (!/^runnable( broker)?$/.test(mark) || (language !== 'ts' && language !== 'js')) return [];
    const next = fences[i + 1];
    const output = next?.language === 'text' && next.mark === 'output' ? next.code.trimEnd() : undefined;
    return [
      { page, line: text.slice(0, at).split('\n').length + 1, language, code, broker: mark.endsWith('broker'), output },
    ];
  });
}
