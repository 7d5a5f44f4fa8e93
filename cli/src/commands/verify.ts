import { readFileSync, statSync } from 'node:fs'
import { packLimits } from '@countersign/pack/pack-files'
import { packReportText } from '@countersign/pack/report-text'
import { folderReader, nodeSha256 } from '@countersign/pack/verify-main'
import { type PackReader, verifyPack } from '@countersign/pack/verify-pack'
import { unzipSync } from 'fflate'
import { type Command, flag, textOption, UsageError } from '../command.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Checks an evidence pack, without any server.',
  usage: `countersign verify PACK [--policy FILE] [--json]

  PACK       a pack of "countersign pack" or the console: the zip, or its unzipped folder.
  --policy   keys that you trust, as a C2SP policy file (keys of the log, and of witnesses).
             Default: the keys in the pack, which is said.

Exit code: 0 everything holds, 1 something does not and is named, 2 wrong use.`,
  options: { policy: { type: 'string' }, json: { type: 'boolean' } },
  run: async (parsed, terminal) => {
    const [path, ...others] = parsed.positionals
    if (path === undefined || others.length > 0) throw new UsageError('Name one pack: a zip or a folder.')
    const policyPath = textOption(parsed, 'policy')
    const policy = policyPath === undefined ? {} : { policy: readText(policyPath) }
    const report = await verifyPack(readerOf(path), { sha256: nodeSha256, ...policy })
    terminal.out(flag(parsed, 'json') ? `${JSON.stringify(report)}\n` : packReportText(report))
    await terminal.drained()
    return report.ok ? 0 : 1
  },
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function readerOf(path: string): PackReader {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return folderReader(path)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
  return zipReader(path, bytes)
}

/** What a zip says of its size is counted before anything is unpacked. */
function zipReader(path: string, bytes: Uint8Array): PackReader {
  let size = 0
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        size += originalSize
        if (size > packLimits.unpackedMaxBytes)
          throw new UsageError(`${path} would unpack to more than ${packLimits.unpackedMaxBytes} bytes.`)
        return true
      },
    })
    const names = Object.keys(files).filter((name) => !name.endsWith('/'))
    return { read: (name) => (Object.hasOwn(files, name) ? files[name] : undefined), paths: () => names }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} is no zip that can be read: ${(error as Error).message}`)
  }
}
