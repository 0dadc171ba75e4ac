/** Whether this process can run an adapter, without running one. */
import { loadAddon } from '../native/load.js';

/** @throws EipConnectionError EIP_OPEN_FAILED, EipError EIP_NATIVE_MISSING, EIP_NATIVE_VERSION, as `start()` would */
export function loadedAddon(): void {
  loadAddon();
}
