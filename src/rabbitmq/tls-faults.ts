/** What goes wrong in TLS, in words. */

const TEXTS: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'the authority of its certificate is not the one in "ca"',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed, and not the one in "ca"',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the authority of its certificate is not the one in "ca"',
  UNABLE_TO_GET_ISSUER_CERT: 'the authority of its certificate is not the one in "ca"',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority of its certificate is not the one in "ca"',
  CERT_SIGNATURE_FAILURE: 'the authority of its certificate is not the one in "ca"',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: see the clock of this machine too',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name than the address has: see "serverName"',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
};

/** Node.js gives an error of OpenSSL that comes amid a write no code of its own: `...:SSL routines:where:what:...`. */
function codeOf({ code = '', message }: Error & { readonly code?: string }): string {
  const [, what] = (code === 'EPROTO' && /:SSL routines:[^:]*:([^:]+):/.exec(message)) || [];
  return what === undefined ? code : `ERR_SSL_${what.toUpperCase().replaceAll(' ', '_')}`;
}

/** Undefined for what is no matter of TLS. */
export function tlsFault(fault: Error & { readonly code?: string }): string | undefined {
  const code = codeOf(fault);
  const text = TEXTS[code];
  if (text !== undefined) return `${text} (${code})`;
  if (/ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE)/.test(code)) {
    return `it wants a certificate of this client, or another one (${code})`;
  }
  if (/ALERT_(UNKNOWN_CA|CERTIFICATE_\w+|UNSUPPORTED_CERTIFICATE)/.test(code)) {
    return `it does not accept the certificate of this client (${code})`;
  }
  const ofTls =
    /^(ERR_SSL|ERR_TLS|ERR_OSSL|CERT_|CRL_|EPROTO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)/;
  return ofTls.test(code) ? `${fault.message} (${code})` : undefined;
}
