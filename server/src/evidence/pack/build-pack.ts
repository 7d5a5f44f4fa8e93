import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { indexPage } from '@countersign/pack/index-page'
import {
  type PackFile,
  type PackItem,
  type PackLog,
  type PackManifest,
  type PackMissing,
  packPaths,
} from '@countersign/pack/pack-files'
import { parseVerifierKey } from '@countersign/tlog/note/note-key'
import { formatSignedNote } from '@countersign/tlog/note/signed-note'
import { formatPolicy, type Witness } from '@countersign/tlog/policy'
import { parseTlogProof } from '@countersign/tlog/tlog-proof'
import type { Clock } from '../../platform/clock.ts'
import type { Lake } from '../../platform/lake/lake.ts'
import type { Log } from '../../platform/log.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { version } from '../../platform/version.ts'
import type { TenantLogs } from '../tenant-log.ts'
import { type ItemParts, type PackedLog, packItems } from './pack-items.ts'
import { type PackRange, rangesLogged } from './pack-plan.ts'
import { packRecords } from './records.ts'
import { openZipStream, type ZipStream } from './zip-stream.ts'

export type PackRequest = {
  readonly tenantId: TenantId
  /** Entries that were logged from then on, and before. */
  readonly from: Date
  readonly to: Date
  /** Ids of controls that the additions are made for; empty: all. */
  readonly controls: readonly string[]
}

export type PackAddition = {
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]
  readonly missing: readonly PackMissing[]
}

/** What features above this one put into a pack: compliance status, OSCAL documents, records. Wired by main.ts. */
export type PackAdditions = (request: PackRequest) => Promise<PackAddition>

export type PackParts = ItemParts & {
  readonly clock: Clock
  readonly log: Log
  readonly lake: Lake
  /** Records of events that findings stand on. */
  readonly recordsMax: number
  readonly logs: TenantLogs
  readonly witnesses: (tenantId: TenantId) => Promise<readonly Witness[]>
  readonly additions: () => readonly PackAdditions[]
}

const verifierFile = new URL(import.meta.resolve('@countersign/pack/verify-pack'))

/** A pack as a stream; it breaks off, and is no zip, when something fails on the way. */
export function buildPack(parts: PackParts, request: PackRequest): Readable {
  const zip = openZipStream(new Date(parts.clock.now()))
  write(parts, request, zip).catch((error: Error) => {
    parts.log.warn({ err: error, tenantId: request.tenantId }, 'an evidence pack was broken off')
    zip.fail(error)
  })
  return zip.readable
}

type Draft = {
  readonly files: PackFile[]
  readonly logs: PackLog[]
  readonly missing: PackMissing[]
  readonly eventIds: Set<string>
  items: number
}

async function write(parts: PackParts, request: PackRequest, zip: ZipStream): Promise<void> {
  const draft: Draft = { files: [], logs: [], missing: [], eventIds: new Set(), items: 0 }
  const ranges = await parts.state.forTenant(request.tenantId, (tx) =>
    rangesLogged(tx, request.from, request.to),
  )
  const opened: { readonly range: PackRange; readonly packed: PackedLog }[] = []
  for (const range of ranges) {
    const packed = await addLog(parts, request.tenantId, range, zip, draft)
    if (packed !== undefined) opened.push({ range, packed })
  }
  draft.files.push(await zip.add(packPaths.items, lines(parts, request.tenantId, opened, draft)))
  if (draft.items === 0) draft.missing.push({ what: 'entries', because: 'nothing was logged in this time' })
  await addRecords(parts, request.tenantId, zip, draft)
  for (const addition of parts.additions()) {
    const { files, missing } = await addition(request)
    for (const { path, bytes } of files) draft.files.push(await zip.add(path, bytes))
    draft.missing.push(...missing)
  }
  draft.files.push(await zip.add(packPaths.verifier, readFileSync(new URL('../verify.mjs', verifierFile))))
  const manifest = manifestOf(parts, request, draft)
  // The page is built from the manifest, so that is why its own hash is not among the files that the page lists.
  const page = await zip.add(packPaths.page, Buffer.from(indexPage(manifest)))
  const whole = { ...manifest, files: [...manifest.files, page] }
  await zip.add(packPaths.manifest, Buffer.from(`${JSON.stringify(whole, null, 1)}\n`))
  zip.end()
}

async function addLog(
  { logs, witnesses }: PackParts,
  tenantId: TenantId,
  { epoch, from, to }: PackRange,
  zip: ZipStream,
  draft: Draft,
): Promise<PackedLog | undefined> {
  const held = await logs.ofEpoch(tenantId, epoch).catch(() => undefined)
  const stored = (await logs.list(tenantId)).find((log) => log.epoch === epoch)
  if (held === undefined || stored === undefined) {
    const because = 'its files are kept by another node; make the pack there'
    draft.missing.push({ what: `log ${epoch}, entries ${from} to ${to}`, because })
    return undefined
  }
  await held.log.whenPublished(to)
  const checkpoint = formatSignedNote(parseTlogProof(await held.log.proofFor(to)).checkpoint.note)
  const known = await witnesses(tenantId)
  const policy = formatPolicy(stored.verifier_keys.map(parseVerifierKey), known, 0)
  draft.files.push(await zip.add(packPaths.checkpoint(epoch), Buffer.from(checkpoint)))
  draft.files.push(await zip.add(packPaths.policy(epoch), Buffer.from(policy)))
  draft.logs.push({ epoch, origin: stored.origin, from, to, complete: true })
  if (known.length === 0)
    draft.missing.push({ what: `witness of log ${epoch}`, because: 'the tenant has named none' })
  return { log: held.log, checkpoint }
}

async function* lines(
  parts: PackParts,
  tenantId: TenantId,
  opened: readonly { readonly range: PackRange; readonly packed: PackedLog }[],
  draft: Draft,
): AsyncGenerator<Uint8Array> {
  for (const { range, packed } of opened)
    for await (const item of packItems(parts, tenantId, range, packed)) {
      noteItem(item, draft)
      yield Buffer.from(`${JSON.stringify(item)}\n`)
    }
}

async function addRecords(
  { lake, recordsMax }: PackParts,
  tenantId: TenantId,
  zip: ZipStream,
  draft: Draft,
): Promise<void> {
  if (draft.eventIds.size === 0) return
  const records = packRecords(lake, tenantId, draft.eventIds, recordsMax)
  draft.files.push(await zip.add(packPaths.records, records.lines))
  draft.missing.push(...records.missing)
}

/** Erased documents and gaps are named, so that nobody has to count to find that something is not there. */
function noteItem({ epoch, index, envelope, document }: PackItem, draft: Draft): void {
  draft.items += 1
  const { kind, ref } = JSON.parse(envelope)
  if (document === null) {
    draft.missing.push({ what: `document of entry ${epoch}/${index} (${kind})`, because: 'it was erased' })
    return
  }
  const content = JSON.parse(document)
  if (kind === 'gap')
    draft.missing.push({
      what: `${content.what} ${ref}`,
      because: `none from ${content.from} to ${content.to}`,
    })
  if (kind === 'finding')
    for (const event of content.finding?.events ?? [])
      if (typeof event?.ref?.eventId === 'string') draft.eventIds.add(event.ref.eventId)
}

function manifestOf(
  { region, clock }: PackParts,
  { tenantId, from, to, controls }: PackRequest,
  { files, logs, missing, items }: Draft,
): PackManifest {
  return {
    format: 1,
    tenantId,
    region,
    from: from.toISOString(),
    to: to.toISOString(),
    madeAt: new Date(clock.now()).toISOString(),
    madeBy: `Countersign ${version}`,
    items,
    logs,
    files,
    missing,
    controls,
  }
}
