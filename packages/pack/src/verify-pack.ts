import { canonical } from '@countersign/explanation/canonical'
import { decodeBase64 } from '@countersign/tlog/base64'
import { concatBytes, hexOf, textOf, utf8 } from '@countersign/tlog/bytes'
import { createVerifier, type Verifier } from '@countersign/tlog/verify/verifier'
import { type Sha256, webSha256 } from '@countersign/tlog/verify/web-crypto'
import {
  PackError,
  type PackItem,
  type PackLog,
  type PackManifest,
  type PackMissing,
  packPaths,
  parseItem,
  parseManifest,
} from './pack-files.ts'

/** Where a pack is read from: an unzipped folder, or a zip in memory. */
export type PackReader = {
  readonly read: (path: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined
  /** Every file there is. */
  readonly paths: () => Promise<readonly string[]> | readonly string[]
}

export type PackDefect = { readonly where: string; readonly what: string }

export type PackReport = {
  /** Nothing is wrong. What could not be checked, or is not there, is named beside it. */
  readonly ok: boolean
  readonly defects: readonly PackDefect[]
  readonly notChecked: readonly PackDefect[]
  readonly missing: readonly PackMissing[]
  readonly items: number
  /** Documents that were there and match what was logged. */
  readonly documents: number
  readonly manifest?: PackManifest
  /** Whose keys the logs were checked with: those that the verifying person gave, or those that the pack brought along. */
  readonly keysFrom: 'given' | 'pack'
  readonly cosignedBy: readonly string[]
}

export type PackOptions = {
  /** C2SP policy that the reader trusts: keys of logs, and of witnesses. Without it the pack's own is taken, and that is said. */
  readonly policy?: string
  readonly sha256?: Sha256
}

const defectsMax = 1000

type Findings = {
  readonly defects: PackDefect[]
  readonly notChecked: PackDefect[]
  readonly cosignedBy: Set<string>
}

/** Checks everything that a pack claims; no network, no clock. Never throws for what is in the pack. */
export async function verifyPack(reader: PackReader, options: PackOptions = {}): Promise<PackReport> {
  const found: Findings = { defects: [], notChecked: [], cosignedBy: new Set() }
  const keysFrom = options.policy === undefined ? 'pack' : 'given'
  try {
    const manifest = await readManifest(reader)
    const counts = await verifyContents(reader, manifest, options, found)
    return {
      ok: found.defects.length === 0,
      ...found,
      cosignedBy: [...found.cosignedBy],
      missing: manifest.missing,
      ...counts,
      manifest,
      keysFrom,
    }
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    found.defects.push({ where: packPaths.manifest, what: error.message })
    return { ok: false, ...found, cosignedBy: [], missing: [], items: 0, documents: 0, keysFrom }
  }
}

async function readManifest(reader: PackReader): Promise<PackManifest> {
  const bytes = await reader.read(packPaths.manifest)
  if (bytes === undefined) throw new PackError('there is no manifest.json: this is no evidence pack')
  return parseManifest(decoded(bytes, packPaths.manifest))
}

async function verifyContents(
  reader: PackReader,
  manifest: PackManifest,
  options: PackOptions,
  found: Findings,
): Promise<{ readonly items: number; readonly documents: number }> {
  const { sha256 = webSha256 } = options
  await verifyFiles(reader, manifest, sha256, found)
  const proofs = new Map<number, LogProofs>()
  for (const log of manifest.logs) {
    const opened = await openLogProofs(reader, log, options, found)
    if (opened !== undefined) proofs.set(log.epoch, opened)
  }
  const bytes = await reader.read(packPaths.items)
  const lines = bytes === undefined ? [] : decoded(bytes, packPaths.items).split('\n')
  const seen = new Map<number, Set<number>>()
  let [items, documents] = [0, 0]
  for (const [at, line] of lines.entries()) {
    if (line === '' && at === lines.length - 1) break
    items += 1
    const item = readItem(line, at + 1, found)
    if (item === undefined) continue
    note(seen, item)
    if (await verifyItem(item, manifest, proofs.get(item.epoch), sha256, found)) documents += 1
  }
  if (items !== manifest.items)
    defect(found, packPaths.items, `it holds ${items} items, and the manifest says ${manifest.items}`)
  for (const log of manifest.logs) verifyRange(log, seen.get(log.epoch) ?? new Set(), found)
  return { items, documents }
}

/** Every file is there as the manifest says, and none that it does not name. */
async function verifyFiles(
  reader: PackReader,
  manifest: PackManifest,
  sha256: Sha256,
  found: Findings,
): Promise<void> {
  const named = new Set<string>([packPaths.manifest])
  for (const { path, sha256: expected } of manifest.files) {
    named.add(path)
    const bytes = await reader.read(path)
    if (bytes === undefined) defect(found, path, 'it is not there')
    else if (hexOf(await sha256(bytes)) !== expected)
      defect(found, path, 'it is not the file that was packed')
  }
  for (const path of await reader.paths())
    if (!named.has(path)) defect(found, path, 'the manifest does not name it')
}

type LogProofs = { readonly log: PackLog; readonly checkpoint: string; readonly verifier: Verifier }

async function openLogProofs(
  reader: PackReader,
  log: PackLog,
  { policy, sha256 = webSha256 }: PackOptions,
  found: Findings,
): Promise<LogProofs | undefined> {
  const path = packPaths.checkpoint(log.epoch)
  const own = await reader.read(packPaths.policy(log.epoch))
  const checkpoint = await reader.read(path)
  const text = policy ?? (own === undefined ? undefined : decoded(own, packPaths.policy(log.epoch)))
  if (checkpoint === undefined || text === undefined) {
    defect(found, path, 'the log has no checkpoint or no policy here')
    return undefined
  }
  try {
    const verifier = await createVerifier(text, sha256)
    const note = decoded(checkpoint, path)
    const report = await verifier.verifyCheckpoint(note)
    for (const { what, outcome, reason } of report.checks) {
      if (outcome === 'failed') defect(found, path, `${what}: ${reason ?? 'it fails'}`)
      if (outcome === 'not-checked') found.notChecked.push({ where: path, what: `${what}: ${reason ?? ''}` })
    }
    for (const { name } of report.cosignedBy) found.cosignedBy.add(name)
    if (report.head !== undefined && report.head.origin !== log.origin)
      defect(found, path, `it is of the log ${report.head.origin}, and the manifest says ${log.origin}`)
    return { log, checkpoint: note, verifier }
  } catch (error) {
    defect(found, packPaths.policy(log.epoch), (error as Error).message)
    return undefined
  }
}

function readItem(line: string, number: number, found: Findings): PackItem | undefined {
  try {
    return parseItem(line, number)
  } catch (error) {
    defect(found, packPaths.items, (error as Error).message)
    return undefined
  }
}

/** True when the item's document is there and is what was logged. */
async function verifyItem(
  item: PackItem,
  manifest: PackManifest,
  proofs: LogProofs | undefined,
  sha256: Sha256,
  found: Findings,
): Promise<boolean> {
  const where = `entry ${item.epoch}/${item.index}`
  if (proofs === undefined) {
    defect(found, where, 'the manifest names no log of this epoch')
    return false
  }
  const report = await proofs.verifier.verifyProof({
    proof: proofText(item, proofs.checkpoint),
    entry: utf8(item.envelope),
  })
  const inclusion = report.checks.filter(({ what }) => what.startsWith('entry ') || what === 'format')
  for (const { outcome, what, reason } of inclusion)
    if (outcome !== 'passed') defect(found, where, `${what}: ${reason ?? 'not shown'}`)
  return verifyDocument(item, manifest, where, sha256, found)
}

/** c2sp.org/tlog-proof: the item's own file, put together from what items share. */
export function proofText({ index, proof }: PackItem, checkpoint: string): string {
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${proof.map((hash) => `${hash}\n`).join('')}\n${checkpoint}`
}

type Envelope = {
  readonly tenantId?: unknown
  readonly region?: unknown
  readonly kind?: unknown
  readonly payload?: { readonly sha256?: unknown }
}

async function verifyDocument(
  { envelope, document, salt }: PackItem,
  manifest: PackManifest,
  where: string,
  sha256: Sha256,
  found: Findings,
): Promise<boolean> {
  let parsed: Envelope
  try {
    parsed = JSON.parse(envelope) ?? {}
  } catch {
    defect(found, where, 'its envelope is no JSON')
    return false
  }
  if (parsed.tenantId !== manifest.tenantId || parsed.region !== manifest.region)
    defect(found, where, 'it is of another tenant or region than the pack')
  if (document === null || salt === null) {
    if (document !== salt)
      defect(found, where, 'it has a document without a salt, or a salt without a document')
    return false
  }
  const hash = hexOf(await sha256(concatBytes([saltBytes(salt), utf8(document)])))
  if (hash !== parsed.payload?.sha256) {
    defect(found, where, 'its document is not the one that was logged')
    return false
  }
  if (parsed.kind === 'explanation') await verifyExplanation(document, where, sha256, found)
  return true
}

function saltBytes(salt: string): Uint8Array {
  try {
    return decodeBase64(salt, 'the salt')
  } catch {
    return new Uint8Array()
  }
}

/** An explanation's own hash, which the console and the API show, is over its canonical form. */
async function verifyExplanation(
  document: string,
  where: string,
  sha256: Sha256,
  found: Findings,
): Promise<void> {
  const { explanation, explanationHash } = JSON.parse(document)
  if (explanation === null || explanation === undefined) return
  if (hexOf(await sha256(utf8(canonical(explanation)))) !== explanationHash)
    defect(found, where, 'its explanation has another hash than the one it was shown with')
}

function note(seen: Map<number, Set<number>>, { epoch, index }: PackItem): void {
  const indexes = seen.get(epoch) ?? new Set()
  indexes.add(index)
  seen.set(epoch, indexes)
}

function verifyRange(
  { epoch, from, to, complete }: PackLog,
  seen: ReadonlySet<number>,
  found: Findings,
): void {
  if (!complete) {
    found.notChecked.push({
      where: `log ${epoch}`,
      what: 'entries were chosen for this pack: that none was left out cannot be checked',
    })
    return
  }
  for (let index = from; index <= to; index++)
    if (!seen.has(index))
      defect(found, `entry ${epoch}/${index}`, 'it was left out of a pack that says it is complete')
}

function defect({ defects }: Findings, where: string, what: string): void {
  if (defects.length < defectsMax) defects.push({ where, what })
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return textOf(bytes, path)
  } catch (error) {
    throw new PackError((error as Error).message)
  }
}
