import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../config.ts'
import { temporaryFolder } from '../test-server.ts'
import { authoritiesIn } from './authorities.ts'
import { openAuthority } from './test-authority.ts'

test('a file of authorities holds one or more certificates, and words around them', () => {
  const [one, other] = [openAuthority().cert, openAuthority().cert]
  assert.deepEqual(authoritiesIn(`# ours\n${one}\n# theirs\n${other}`), [one.trim(), other.trim()])
  for (const broken of ['', 'words', one.replace(/[A-Za-z0-9]{60}/, ''), one.replace('-----END', '-----FIN')])
    assert.equal(authoritiesIn(broken), undefined)
})

test('a file that is not one stops the start', () => {
  const folder = temporaryFolder('authorities')
  const file = join(folder.path, 'ca.pem')
  const refused = { code: 'CONFIG_INVALID', detail: /--ca-file .* a file of certificates in PEM/ }
  try {
    writeFileSync(file, 'no certificate')
    assert.throws(() => readConfig({}, { 'ca-file': file }), refused)
    assert.throws(() => readConfig({}, { 'ca-file': join(folder.path, 'none') }), { code: 'CONFIG_INVALID' })
  } finally {
    folder.remove()
  }
})
