// Installing Debian packages: whether it may be done, with which commands, and without starting a daemon.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
// Exit code 101: "action forbidden by policy" (invoke-rc.d).
const POLICY_TEXT = '#!/bin/sh\nexit 101\n';

/** Arguments of the two apt-get commands that install these packages. */
export function aptArguments(packages) {
  const options = ['-o', 'DPkg::Lock::Timeout=120'];
  return {
    update: [...options, 'update'],
    install: [...options, 'install', '-y', '--no-install-recommends', ...packages],
  };
}

/** The one command a person types instead. */
export function installHint(packages, uid) {
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return uid === 0 ? line : `sudo sh -c '${line}'`;
}

/**
 * `nothing` when nothing is missing, `install` where it may be done, else `hint`.
 * It may be done by root, where apt is, unless EIP_NO_INSTALL is set to something other than 0.
 */
export function decide({ missing, env, uid, aptPresent }) {
  if (missing.length === 0) return 'nothing';
  const forbidden = env.EIP_NO_INSTALL !== undefined && env.EIP_NO_INSTALL !== '' && env.EIP_NO_INSTALL !== '0';
  return !forbidden && uid === 0 && aptPresent ? 'install' : 'hint';
}

/** Runs `body` (synchronous) with the ending signals put off until it has returned, so that its clean-up runs. */
function withSignalsHeld(body) {
  const ignore = () => {};
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, ignore);
  try {
    return body();
  } finally {
    for (const signal of signals) process.off(signal, ignore);
  }
}

/**
 * Runs `body` while a policy file keeps installed daemons from starting; afterwards the file is as it was, also as it
 * was before an earlier run that was killed half-way.
 * @template T
 * @param {() => T} body
 * @param {{ policy?: string, say?: (text: string) => void }} [options]
 * @returns {T}
 */
export function withDaemonsHeld(body, { policy = POLICY, say = () => {} } = {}) {
  const saved = `${policy}.eip-native-saved`;
  if (existsSync(policy) && !existsSync(saved)) renameSync(policy, saved);
  say(`$ printf '#!/bin/sh\\nexit 101\\n' > ${policy}   # no daemon starts; undone afterwards`);
  return withSignalsHeld(() => {
    writeFileSync(policy, POLICY_TEXT, { mode: 0o755 });
    try {
      return body();
    } finally {
      rmSync(policy, { force: true });
      if (existsSync(saved)) renameSync(saved, policy);
    }
  });
}
