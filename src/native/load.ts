/** Finds the addon: a build of this checkout (build/Release) or a binary of the package (prebuilds). */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { EipConnectionError, EipError } from '../errors.js';
import { BRIDGE_VERSION, type NativeAddon } from './binding.js';

/** The folder of this package: two above `dist/native` and `src/native` alike. */
export const packageFolder = resolve(__dirname, '..', '..');

/** Looking for it reads folders: once is enough. */
const loaded = new Map<string, NativeAddon>();

/**
 * @param folder of the package, with build/ or prebuilds/ in it
 * @throws EipConnectionError EIP_OPEN_FAILED when no descriptor is left to read it, EipError EIP_NATIVE_MISSING when there is none that this Node can load, EIP_NATIVE_VERSION when it is not of this version.
 */
export function loadAddon(folder: string = packageFolder): NativeAddon {
  const addon = loaded.get(folder) ?? findAddon(folder);
  if (addon.bridgeVersion === BRIDGE_VERSION) {
    loaded.set(folder, addon);
    return addon;
  }
  const found = `the native addon speaks bridge version ${addon.bridgeVersion}, this package needs ${BRIDGE_VERSION}`;
  throw new EipError('EIP_NATIVE_VERSION', `In ${folder} ${found}. ${remedy(folder)}`);
}

function findAddon(folder: string): NativeAddon {
  try {
    const load = createRequire(__filename)('node-gyp-build') as (folder: string) => NativeAddon;
    return load(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') {
      throw new EipConnectionError('EIP_OPEN_FAILED', `The native addon could not be read: ${message}`, { cause });
    }
    const { platform, arch, version } = process;
    const what = `No native addon for ${platform}-${arch} (Node ${version}) could be loaded. ${remedy(folder)}`;
    throw new EipError('EIP_NATIVE_MISSING', what, { cause });
  }
}

function remedy(folder: string): string {
  return `It is built by: (cd ${folder} && npx node-gyp@12 rebuild)`;
}
