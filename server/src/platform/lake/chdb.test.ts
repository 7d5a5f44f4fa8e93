import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { defaultLimits } from '../limits.ts'
import { lakeConformance } from './conformance.ts'
import { openLake } from './open-lake.ts'

// The engine takes one directory per process, so this backend has a test file to itself.
const directory = mkdtempSync(join(tmpdir(), 'countersign-lake-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const open = () => openLake({ config: { kind: 'chdb' }, directory, limits: defaultLimits })

lakeConformance({
  name: 'the embedded lake',
  open,
  reopen: async (lake) => {
    await lake.close()
    return open()
  },
})
