// Every source is in its sources.gypi and every line there is a source; no C or C++ file is longer than 400 lines.
import { existsSync, readFileSync } from 'node:fs';
import { addonSources, C_ENDINGS, C_FOLDERS, filesIn } from '../lib/source-files.mjs';

const MAX_LINES = 400;

/** @param listed paths from the lists @param found sources in the folders */
export function checkLists(listed, found) {
  const missing = found.filter((path) => !listed.includes(path)).map((path) => `${path}: not in its sources.gypi`);
  const gone = listed.filter((path) => !found.includes(path)).map((path) => `${path}: in sources.gypi, but not there`);
  return [...missing, ...gone];
}

export function checkLength(path, text) {
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES ? [`${path}: ${lines} lines; a file has at most ${MAX_LINES}`] : [];
}

export function lintSourceLists(root) {
  const listed = addonSources();
  const found = filesIn(['deps/opener/src', 'native'], ['.c', '.cc']);
  const files = filesIn(C_FOLDERS, C_ENDINGS).filter((path) => existsSync(`${root}/${path}`));
  const long = files.flatMap((path) => checkLength(path, readFileSync(`${root}/${path}`, 'utf8')));
  return { checked: files.length, problems: [...checkLists(listed, found), ...long] };
}
