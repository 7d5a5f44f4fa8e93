import { takeLock } from '@countersign/server/platform/lock'
import { openLog, type TransparencyLog } from '@countersign/tlog/log'
import { openFileDisk } from '@countersign/tlog/log/file-disk'
import { noteSigner } from '@countersign/tlog/note/note-key'

const origin = 'bench.example/killed'
const seedBytes = 32

/** The same log in the process that is killed and in the one that looks afterwards. */
export async function openKillLog(folder: string): Promise<TransparencyLog> {
  return openLog({
    disk: await openFileDisk(folder, takeLock),
    origin,
    signers: [noteSigner(origin, 'ed25519', new Uint8Array(seedBytes))],
    nowMs: Date.now,
    publishIntervalMs: 5,
  })
}
