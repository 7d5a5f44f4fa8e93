import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { clientFiles } from './client-files.ts'

const root = new URL('..', import.meta.url).pathname

test('the typed client is what the server describes: after a change, run "npm run generate:client"', async () => {
  for (const [path, text] of await clientFiles())
    assert.ok(readFileSync(join(root, path), 'utf8') === text, `${path} is not up to date`)
})
