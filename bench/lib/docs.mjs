// The table of the last run, kept in docs/performance.md between two marks.

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** The page with `text` between the marks, which stay. */
export function replaceBetweenMarks(page, text) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${BEGIN} ... ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n${text.trim()}\n${page.slice(end)}`;
}
