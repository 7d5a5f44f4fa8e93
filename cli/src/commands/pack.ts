import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, listOption, textOption, UsageError } from '../command.ts'
import { serverClient, serverOptions, serverUsage } from '../server-client.ts'

export const pack: Command = {
  name: 'pack',
  summary: 'Fetches an evidence pack of a tenant from a server.',
  usage: `countersign pack --tenant ID --from TIME --to TIME [--controls ID…] [--out FILE]

  --tenant    whose evidence.
  --from      RFC 3339: what was logged from then on.
  --to        RFC 3339: and before then.
  --controls  only the status of these controls; may be repeated. The entries of the log are all there in any case.
  --out       the zip to write. Default: evidence-<tenant>.zip here.
${serverUsage}

Check it with "countersign verify FILE", or unzipped with "node verify.mjs" where nothing of ours is installed.
Exit code: 0 written; 1 the server refused, does not answer, or broke off; 2 wrong use.`,
  options: {
    ...serverOptions,
    tenant: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    controls: { type: 'string', multiple: true },
    out: { type: 'string' },
  },
  run: async (parsed, terminal) => {
    const tenantId = textOption(parsed, 'tenant')
    const [from, to] = [instantOption(textOption(parsed, 'from')), instantOption(textOption(parsed, 'to'))]
    if (tenantId === undefined || from === undefined || to === undefined)
      throw new UsageError('Name --tenant, --from and --to (RFC 3339, like 2026-03-01T00:00:00Z).')
    const controls = listOption(parsed, 'controls')
    const out = textOption(parsed, 'out') ?? `evidence-${tenantId}.zip`
    const stream = await serverClient(parsed, terminal).stream('GET /api/tenants/{tenantId}/evidence/pack', {
      path: { tenantId },
      query: { from, to, controls: controls.length === 0 ? undefined : controls.join(',') },
    })
    await writeWhole(stream, out)
    terminal.out(`${out}\n`)
    return 0
  },
}

function instantOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new UsageError(`"${text}" is no time; write it like 2026-03-01T00:00:00Z.`)
  return new Date(ms).toISOString()
}

/** Under its name only when it is whole: half of a zip is not left lying about. */
async function writeWhole(stream: ReadableStream<Uint8Array>, path: string): Promise<void> {
  const partial = `${path}.part`
  try {
    await pipeline(Readable.fromWeb(stream as never), createWriteStream(partial, { mode: 0o600 }))
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
