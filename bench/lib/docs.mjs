// Tables of the last runs, kept in docs/performance.md, each between two marks.

/** The page with `text` between the marks of this bench, which stay. */
export function replaceBetweenMarks(page, text, bench = 'bench') {
  const [beginMark, endMark] = [`<!-- ${bench}: begin -->`, `<!-- ${bench}: end -->`];
  const [begin, end] = [page.indexOf(beginMark), page.indexOf(endMark)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${beginMark} ... ${endMark}`);
  return `${page.slice(0, begin + beginMark.length)}\n${text.trim()}\n${page.slice(end)}`;
}
