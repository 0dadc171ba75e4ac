/** The course of a number as a line of blocks. */

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Between the least and the greatest of them; a gap where there was no number. */
export function sparkline(samples: readonly (number | undefined)[]): string {
  const numbers = samples.filter((sample) => sample !== undefined);
  // Halves: the width of what a number holds is more than it holds.
  const least = Math.min(...numbers) / 2;
  const width = Math.max(...numbers) / 2 - least;
  return samples
    .map((sample) => {
      if (sample === undefined) return ' ';
      const height = width > 0 ? (sample / 2 - least) / width : 0;
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(height * BLOCKS.length))];
    })
    .join('');
}

/** Booleans are 0 and 1; undefined for what is no finite number. */
export function sampleOf(value: unknown): number | undefined {
  const number = typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
