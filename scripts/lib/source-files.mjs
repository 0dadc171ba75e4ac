// Lists of files for the linters.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const NOT_OURS = new Set(['node_modules', 'dist', 'build', 'prebuilds', 'coverage', 'reports', '.git']);

function walk(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).flatMap((name) => {
    if (NOT_OURS.has(name) || name.startsWith('build-')) return [];
    const path = folder === '.' ? name : `${folder}/${name}`;
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
}

/** Files below `folders` whose name ends in one of `endings`, relative to the root, sorted. */
export function filesIn(folders, endings) {
  return folders
    .flatMap(walk)
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort();
}

/** The sources of the addon as its two lists name them, relative to the root. */
export function addonSources() {
  return [
    ['deps/opener', 'opener_files'],
    ['native', 'native_files'],
  ].flatMap(([folder, list]) => {
    const { variables } = JSON.parse(readFileSync(join(root, folder, 'sources.gypi'), 'utf8'));
    return variables[list].map((path) => `${folder}/${path}`);
  });
}

export const C_ENDINGS = ['.c', '.h', '.cc'];
export const C_FOLDERS = ['deps/opener', 'native', 'test', 'bench', 'fuzz'];
