/** On which file system a path is. */
import type { SystemFiles } from './system-files.js';

export interface Mount {
  /** As the kernel names it: ext4, nfs4, overlay. */
  readonly type: string;
  readonly readOnly: boolean;
}

/** Of a path without links; undefined: the system does not tell. */
export async function mountOf(path: string, files: SystemFiles): Promise<Mount | undefined> {
  return mountIn((await files.text('/proc/self/mountinfo')) ?? '', path);
}

/** Of several on one point the last one holds. What is no line of such a table is passed over. */
export function mountIn(text: string, path: string): Mount | undefined {
  let best: { readonly point: string; readonly mount: Mount } | undefined;
  for (const line of text.split('\n')) {
    const [left = '', right = ''] = line.split(' - ', 2);
    const [, , , , point, options = ''] = left.split(' ');
    const [type, , superOptions = ''] = right.split(' ');
    if (point === undefined || type === undefined || !/^[\w.-]{1,40}$/.test(type)) continue;
    const plain = unescaped(point);
    if (!isWithin(path, plain) || (best !== undefined && plain.length < best.point.length)) continue;
    best = {
      point: plain,
      mount: { type, readOnly: [...options.split(','), ...superOptions.split(',')].includes('ro') },
    };
  }
  return best?.mount;
}

/** Blanks, tabs, line ends and backslashes are written as `\040`. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

function isWithin(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}
