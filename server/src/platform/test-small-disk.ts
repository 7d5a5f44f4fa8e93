/** Test code: a disk that is soon full. */
import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export type SmallDisk = {
  readonly directory: string
  /** Takes all that is left. */
  readonly fill: () => void
  /** Gives it back. */
  readonly free: () => void
}

/** A mounted tmpfs, gone after the test; undefined, with the test skipped, where mounting is not allowed. */
export function smallDisk(t: TestContext, bytes: number): SmallDisk | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    rmSync(directory, { recursive: true })
    t.skip('a small disk needs the right to mount: run the tests as root on Linux')
    return undefined
  }
  chmodSync(directory, 0o711)
  t.after(() => {
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  })
  const ballast = join(directory, 'ballast')
  return { directory, fill: () => fill(ballast), free: () => rmSync(ballast) }
}

function fill(path: string): void {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) writeSync(file, block)
  } catch {
    // Full, as wanted.
  } finally {
    closeSync(file)
  }
}
