import { X509Certificate } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** The certificates of a PEM file (RFC 7468), one by one; undefined when it holds none, or one that cannot be read. */
export function authoritiesIn(pem: string): readonly string[] | undefined {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return found.length > 0 && found.every(isCertificate) ? found : undefined
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey !== undefined
  } catch {
    return false
  }
}

/** From now on this process trusts them, too, in every connection it opens: webhooks, mail, single sign-on, stores. */
export function trustAuthorities(authorities: readonly string[]): void {
  if (authorities.length === 0) return
  setDefaultCACertificates([...getCACertificates('default'), ...authorities])
}

/** What is wrong with the certificate that the other side showed, and what to do; undefined: it is something else. */
export function certificateFault(code: string): string | undefined {
  if (untrusted.has(code))
    return `its certificate is signed by nobody who is trusted here (${code}); the operator can name that authority in ca-file`
  if (code === 'CERT_HAS_EXPIRED') return `its certificate has expired (${code}); it has to be renewed there`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another name (${code}); use a name that it holds`
  return undefined
}

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
