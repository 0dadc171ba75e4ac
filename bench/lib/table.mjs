/** A Markdown table with columns of equal width; the columns named in `left` to the left, the others to the right. */
export function tableText(header, rows, left = []) {
  const all = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const isLeft = header.map((name) => left.includes(name));
  const cell = (text, column) => (isLeft[column] ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  const line = (row) => `| ${row.map(cell).join(' | ')} |`;
  const dashes = (width, column) => (isLeft[column] ? `:${'-'.repeat(width + 1)}` : `${'-'.repeat(width + 1)}:`);
  return [line(all[0]), `|${widths.map(dashes).join('|')}|`, ...all.slice(1).map(line)].join('\n');
}
