/** Test code: an authority of one's own, and what it signs. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certified = { readonly cert: string; readonly key: string }

export type Authority = {
  readonly cert: string
  /** For these names and addresses: `DNS:hooks.test`, `IP:127.0.0.1`. Negative days: it has expired. */
  readonly certify: (alternativeNames: readonly string[], days?: number) => Certified
}

const keyOf = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Made by OpenSSL's command, as an operator would. */
export function openAuthority(): Authority {
  const { cert, key } = made('/CN=Authority of a test', ['-x509', '-days', '2'], [])
  const certify: Authority['certify'] = (alternativeNames, days = 1) => {
    const names = `subjectAltName=${alternativeNames.join(',')}`
    return made('/CN=server of a test', ['-x509', '-days', String(days)], [names], { cert, key })
  }
  return { cert, certify }
}

function made(
  subject: string,
  how: readonly string[],
  extensions: readonly string[],
  signer?: Certified,
): Certified {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-authority-'))
  const at = (name: string) => join(folder, name)
  try {
    const added = extensions.flatMap((extension) => ['-addext', extension])
    const by = signer === undefined ? [] : ['-CA', at('ca.pem'), '-CAkey', at('ca.key')]
    writeFileSync(at('ca.pem'), signer?.cert ?? '')
    writeFileSync(at('ca.key'), signer?.key ?? '', { mode: 0o600 })
    const out = ['-subj', subject, '-keyout', at('key'), '-out', at('cert')]
    execFileSync('openssl', ['req', ...how, ...keyOf, ...added, ...by, ...out], { stdio: 'pipe' })
    return { cert: readFileSync(at('cert'), 'utf8'), key: readFileSync(at('key'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
