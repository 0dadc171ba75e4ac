/**
 * Names with `*` for any characters and `?` for one, in any case. Walked by hand: names come from a controller, and a
 * regular expression of many stars takes for ever on a long one.
 */
export function matches(pattern: string, name: string): boolean {
  const [wanted, text] = [pattern.toLowerCase(), name.toLowerCase()];
  let [p, t] = [0, 0];
  /** Behind the last star, and where what it stands for ends for now. */
  let [star, resumed] = [-1, 0];
  while (t < text.length) {
    if (wanted[p] === '*') [star, resumed, p] = [++p, t, p];
    else if (wanted[p] === '?' || wanted[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star, ++resumed];
    else return false;
  }
  while (wanted[p] === '*') p++;
  return p === wanted.length;
}
