import type {
  Brand,
  LogoScheme,
  Settings,
  SettingsPut,
  TenantSettings,
  TenantSettingsPut,
} from '@countersign/api/settings'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { checkAccent, shownAccent } from './accent-check.ts'
import { type Picture, readLogo } from './logo/logo.ts'
import { deletePicture, findLogos, findPicture, writePicture } from './logo-store.ts'
import { findSettings, writeSettings } from './operator-store.ts'
import { checkContact } from './support-contact.ts'
import { findOwn, writeOwn } from './tenant-store.ts'

/** How the operator shows itself to its people and its customers. */
export type SettingsService = {
  /** What anybody may see. */
  readonly brand: () => Promise<Brand>
  /** Errors: NOT_FOUND when it is no longer the one in use. */
  readonly picture: (scheme: LogoScheme, sha256: string) => Promise<Pick<Picture, 'mediaType' | 'bytes'>>
  readonly read: () => Promise<Settings>
  /** Errors: ACCENT_UNREADABLE; PRECONDITION_FAILED when they are no longer the version that was seen. */
  readonly save: (put: SettingsPut, seenVersion: number | undefined) => Promise<Settings>
  /** Errors: LOGO_REFUSED. */
  readonly saveLogo: (scheme: LogoScheme, file: Buffer) => Promise<Settings>
  /** Errors: NOT_FOUND. */
  readonly removeLogo: (scheme: LogoScheme) => Promise<void>
  readonly forTenant: (tenantId: TenantId) => Promise<TenantSettings>
  readonly saveForTenant: (tenantId: TenantId, own: TenantSettingsPut) => Promise<TenantSettings>
}

type Parts = Pick<Platform, 'state' | 'clock' | 'config'>

export function openSettings(parts: Parts): SettingsService {
  const { state, config } = parts
  const shown = (tx: StateTransaction) => shownSettings(tx, config.publicUrl)
  return {
    brand: () =>
      state.asOperator(async (tx) => {
        const { name, accent, support } = await findSettings(tx)
        return { name, accent: shownAccent(accent), logo: await findLogos(tx), support }
      }),
    picture: async (scheme, sha256) => {
      const found = await state.asOperator((tx) => findPicture(tx, scheme, sha256))
      if (found === undefined) throw new CountersignError('NOT_FOUND', `logo ${scheme}`)
      return found
    },
    read: () => state.asOperator(shown),
    ...operatorWrites(parts, shown),
    forTenant: (tenantId) => tenantSettings(parts, tenantId),
    saveForTenant: async (tenantId, own) => {
      if (own.support !== null) checkContact(own.support)
      const now = new Date(parts.clock.now())
      await state.forTenant(tenantId, (tx) => writeOwn(tx, tenantId, own, now))
      return tenantSettings(parts, tenantId)
    },
  }
}

function operatorWrites(
  { state, clock, config }: Parts,
  shown: (tx: StateTransaction) => Promise<Settings>,
): Pick<SettingsService, 'save' | 'saveLogo' | 'removeLogo'> {
  return {
    save: async (put, seenVersion) => {
      if (put.accent !== null) checkAccent(put.accent)
      checkContact(put.support)
      return state.asOperator(async (tx) => {
        if (!(await writeSettings(tx, put, seenVersion, new Date(clock.now()))))
          throw new CountersignError('PRECONDITION_FAILED', 'the settings')
        return shown(tx)
      })
    },
    saveLogo: async (scheme, file) => {
      const picture = readLogo(file, config.limits)
      const { mediaType, width, height } = picture
      noteAudit({ after: { mediaType, width, height } })
      return state.asOperator(async (tx) => {
        await writePicture(tx, scheme, picture)
        return shown(tx)
      })
    },
    removeLogo: async (scheme) => {
      if (!(await state.asOperator((tx) => deletePicture(tx, scheme))))
        throw new CountersignError('NOT_FOUND', `logo ${scheme}`)
    },
  }
}

async function shownSettings(tx: StateTransaction, publicUrl: string | undefined): Promise<Settings> {
  const { updatedAt, ...settings } = await findSettings(tx)
  return {
    ...settings,
    logo: await findLogos(tx),
    publicUrl: publicUrl ?? null,
    updatedAt: updatedAt?.toISOString() ?? null,
  }
}

async function tenantSettings({ state }: Parts, tenantId: TenantId): Promise<TenantSettings> {
  const { operators, own } = await state.forTenant(tenantId, async (tx) => ({
    operators: await findSettings(tx),
    own: await findOwn(tx),
  }))
  return {
    support: own.support ?? operators.support,
    plainerWords: own.plainerWords ?? operators.plainerWords,
    own,
  }
}
