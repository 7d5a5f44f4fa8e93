import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RuleSource } from '../intake/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Refusal } from './catalogue.ts'
import { withClone } from './fetch-pack.ts'
import { gitAddress, gitPackName } from './git-address.ts'
import { type OwnDocument, readOwnDocument } from './own-document.ts'
import { removePack, replacePack, type SkippedFile } from './pack-store.ts'
import { emptyLibrary, type Library, loadLibrary } from './rule-library.ts'
import { packName, type RulePack, readRulePack } from './rule-pack.ts'
import { deleteTenantRule, requireVersion, saveTenantRule, switchRule } from './tenant-store.ts'

/** What an installation did. */
export type InstallReport = {
  readonly pack: string
  /** False: exactly this was installed before. */
  readonly changed: boolean
  /** Rules and correlations of the pack that run. */
  readonly rules: number
  readonly refused: readonly Refusal[]
  readonly skipped: readonly SkippedFile[]
}

export type InstallOptions = {
  /** Name of the pack; default: from where it comes. */
  readonly name?: string
}

/** Packs, and what tenants change about them. */
export interface Rules {
  readonly library: () => Library
  /** For the workers of the fast lane. */
  readonly source: RuleSource
  /** From a folder, a file, an archive or a git address. Errors: RULE_PACK_UNREADABLE. */
  readonly install: (from: string, options?: InstallOptions) => Promise<InstallReport>
  /** Takes a pack away; what tenants changed stays, for when it comes back. Errors: NOT_FOUND, CONFLICT. */
  readonly remove: (pack: string) => Promise<void>
  /** Errors: NOT_FOUND when no rule has this id. */
  readonly switchRule: (tenantId: TenantId, ruleId: string, enabled: boolean, by: string) => Promise<void>
  /** Adds a rule, correlation or filter of the tenant's own, or replaces the one with its id. Errors: RULE_INVALID, PRECONDITION_FAILED. */
  readonly saveOwn: (tenantId: TenantId, text: string, by: string, ifVersion?: string) => Promise<OwnDocument>
  /** Errors: NOT_FOUND, PRECONDITION_FAILED when it is not `ifVersion` any more. */
  readonly removeOwn: (tenantId: TenantId, documentId: string, ifVersion?: string) => Promise<void>
  readonly close: () => Promise<void>
}

export type RuleParts = Pick<Platform, 'state' | 'clock' | 'log'> & {
  readonly limits: Limits
  readonly tenantIds: () => Promise<readonly TenantId[]>
  /** Folder of the pack that comes with the installation; default: `rules/` of this checkout. */
  readonly starterFolder?: string
}

export const starterPackName = 'countersign'
const starterFolder = fileURLToPath(new URL('../../../rules', import.meta.url))
const channel = 'rules_changed'

/** Opens the rules with the starter pack in place. Every node keeps them in memory and follows changes of others. */
export async function openRules(parts: RuleParts): Promise<Rules> {
  const { state, log } = parts
  const shelf = openShelf(parts)
  const stopListening = await state.listen(channel, () => {
    shelf.refresh().catch((error) => log.warn({ err: error }, 'the rules were not read again'))
  })
  await storeStarterPack(parts)
  await shelf.refresh()
  const changed = async () => {
    await shelf.refresh()
    await state.notify(channel, '')
  }
  return {
    library: shelf.library,
    source: { current: () => shelf.library().ruleSet, onChange: shelf.onChange },
    install: (from, options) => install(parts, shelf, changed, from, options),
    remove: async (pack) => {
      await remove(parts, pack)
      await changed()
    },
    ...tenantWrites(parts, shelf.library, changed),
    close: stopListening,
  }
}

type Shelf = {
  readonly library: () => Library
  readonly refresh: () => Promise<void>
  readonly onChange: RuleSource['onChange']
}

/** One reading at a time; a change that arrives meanwhile is read by one more. */
function openShelf({ state, tenantIds, log }: RuleParts): Shelf {
  const listeners = new Set<Parameters<RuleSource['onChange']>[0]>()
  let library = emptyLibrary
  let last: Promise<void> = Promise.resolve()
  const read = async () => {
    const before = library
    library = await loadLibrary(state, await tenantIds(), before)
    if (library.ruleSet.version === before.ruleSet.version) return
    log.info({ rules: library.catalogue.rules.size, refused: library.catalogue.refused.length }, 'rules')
    for (const listener of listeners) listener(library.ruleSet)
  }
  return {
    library: () => library,
    refresh: () => {
      last = last.catch(() => undefined).then(read)
      return last
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

async function storeStarterPack(parts: RuleParts): Promise<void> {
  const folder = parts.starterFolder ?? starterFolder
  const pack = await readRulePack(folder, starterPackName, parts.limits)
  await store(parts, pack, 'installation')
}

async function store({ state, clock }: RuleParts, pack: RulePack, origin: string): Promise<boolean> {
  const at = new Date(clock.now())
  return state.asOperator((tx) => replacePack(tx, pack, { origin, at }))
}

async function install(
  parts: RuleParts,
  shelf: Shelf,
  changed: () => Promise<void>,
  from: string,
  options: InstallOptions = {},
): Promise<InstallReport> {
  const { pack, origin } = await readFrom(parts, from, options)
  const isNew = await store(parts, pack, origin)
  if (isNew) await changed()
  const { catalogue, skipped } = shelf.library()
  const mine = [...catalogue.rules.values()].filter(({ header }) => header.origin.pack === pack.name)
  return {
    pack: pack.name,
    changed: isNew,
    rules: mine.length,
    refused: catalogue.refused.filter((refusal) => refusal.pack === pack.name),
    skipped: skipped.filter((file) => file.pack === pack.name),
  }
}

async function remove({ state }: RuleParts, pack: string): Promise<void> {
  if (pack === starterPackName)
    throw new CountersignError(
      'CONFLICT',
      'the starter pack comes with the installation; switch its rules off',
    )
  if (!(await state.asOperator((tx) => removePack(tx, pack))))
    throw new CountersignError('NOT_FOUND', `rule pack ${pack.slice(0, 64)}`)
}

/** What exists on this machine is a path; anything else may be an address. */
async function readFrom(
  { limits }: RuleParts,
  from: string,
  options: InstallOptions,
): Promise<{ readonly pack: RulePack; readonly origin: string }> {
  const address = existsSync(from) ? undefined : gitAddress(from)
  const name = checkedName(options.name ?? (address === undefined ? packName(from) : gitPackName(address)))
  const pack =
    address === undefined
      ? await readRulePack(from, name, limits)
      : await withClone(address, limits.rulePackFetchMaxSeconds, (folder) =>
          readRulePack(folder, name, limits),
        )
  if (pack.documents.length === 0)
    throw new CountersignError('RULE_PACK_UNREADABLE', `${address?.shown ?? from} holds no rule file`)
  return { pack, origin: address?.shown ?? from }
}

function checkedName(name: string): string {
  const reserved = name === starterPackName || name === 'own'
  if (!reserved && /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/.test(name)) return name
  throw new CountersignError(
    'RULE_PACK_UNREADABLE',
    reserved ? `the name "${name}" is taken; give the pack another one` : `"${name}" is no name for a pack`,
  )
}

type TenantWrites = Pick<Rules, 'switchRule' | 'saveOwn' | 'removeOwn'>

function tenantWrites(
  { state, clock }: RuleParts,
  library: () => Library,
  changed: () => Promise<void>,
): TenantWrites {
  return {
    switchRule: async (tenantId, ruleId, enabled, by) => {
      const off = library().overlays.get(tenantId)?.disabledRuleIds.has(ruleId) === true
      // A rule that an update took away can still be switched back on.
      if (!library().catalogue.rules.has(ruleId) && !off)
        throw new CountersignError('NOT_FOUND', `rule ${ruleId.slice(0, 100)}`)
      const change = { at: new Date(clock.now()), by }
      await state.forTenant(tenantId, (tx) => switchRule(tx, tenantId, ruleId, enabled, change))
      await changed()
    },
    saveOwn: async (tenantId, text, by, ifVersion) => {
      const document = readOwnDocument(library(), tenantId, text)
      const { kind, header } = document
      noteAudit({ after: { id: header.id, kind, title: header.title } })
      await state.forTenant(tenantId, async (tx) => {
        if (ifVersion !== undefined) await requireVersion(tx, tenantId, header.id, ifVersion)
        await saveTenantRule(tx, {
          tenant_id: tenantId,
          document_id: header.id,
          kind,
          title: header.title,
          text,
          changed_at: new Date(clock.now()),
          changed_by: by,
        })
      })
      await changed()
      return document
    },
    removeOwn: async (tenantId, documentId, ifVersion) => {
      const removed = await state.forTenant(tenantId, async (tx) => {
        if (ifVersion !== undefined) await requireVersion(tx, tenantId, documentId, ifVersion)
        return deleteTenantRule(tx, tenantId, documentId)
      })
      if (!removed)
        throw new CountersignError(
          'NOT_FOUND',
          `no rule or filter ${documentId.slice(0, 100)} of this tenant`,
        )
      await changed()
    },
  }
}
