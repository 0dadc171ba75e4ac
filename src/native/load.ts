/** Finds the addon: a build of this checkout (build/Release) or a binary of the package (prebuilds). */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EipConnectionError, EipError } from '../errors.js';
import { BRIDGE_VERSION, type NativeAddon } from './binding.js';

const PACKAGE = '@strokmatic/eip-native';

/**
 * Where build/ or prebuilds/ stands: in the folder of this package, two above `dist/native` and `src/native` alike;
 * beside the file for a bundle, which has what is two above it from somebody else.
 */
export function addonFolder(moduleFolder: string = __dirname): string {
  const packageFolder = resolve(moduleFolder, '..', '..');
  return nameIn(packageFolder) === PACKAGE ? packageFolder : moduleFolder;
}

function nameIn(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  } catch (cause) {
    if (isOutOfDescriptors(cause)) throw unreadable(cause);
    return undefined;
  }
}

/** Looking for it reads folders: once is enough. */
const loaded = new Map<string, NativeAddon>();

/**
 * @param folder of the package, with build/ or prebuilds/ in it
 * @throws EipConnectionError EIP_OPEN_FAILED when no descriptor is left to read it, EipError EIP_NATIVE_MISSING when there is none that this Node can load, EIP_NATIVE_VERSION when it is not of this version.
 */
export function loadAddon(folder: string = addonFolder()): NativeAddon {
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
    // Written so that a bundler finds it.
    const load = require('node-gyp-build') as (folder: string) => NativeAddon;
    return load(folder);
  } catch (cause) {
    if (isOutOfDescriptors(cause)) throw unreadable(cause);
    const { platform, arch, version } = process;
    const what = `No native addon for ${platform}-${arch} (Node ${version}) could be loaded. ${remedy(folder)}`;
    throw new EipError('EIP_NATIVE_MISSING', what, { cause });
  }
}

function isOutOfDescriptors(cause: unknown): cause is Error {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE';
}

function unreadable(cause: Error): EipConnectionError {
  return new EipConnectionError('EIP_OPEN_FAILED', `The native addon could not be read: ${cause.message}`, { cause });
}

function remedy(folder: string): string {
  if (nameIn(folder) !== PACKAGE) return `Beside a bundle, in ${folder}, belongs the folder prebuilds/ of ${PACKAGE}`;
  return `It is built by: (cd ${folder} && npx node-gyp@12 rebuild)`;
}
