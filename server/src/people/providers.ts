import { CountersignError } from '../platform/errors.ts'
import { type PeopleParts, rightNow } from './parts.ts'
import {
  allProviders,
  deleteProvider,
  type ProviderChange,
  putProvider,
  type StoredProvider,
} from './provider-store.ts'
import { isLoopback } from './relying-party.ts'

/** `clientSecret: undefined` keeps the one that is there, `null` means a public client. */
export type WantedProvider = Omit<ProviderChange, 'clientSecret' | 'createdAt'> & {
  readonly clientSecret: string | null | undefined
}

export type Providers = {
  readonly list: () => Promise<readonly StoredProvider[]>
  /** Errors: REQUEST_INVALID, CONFLICT when the provider would change whose people it signs in. */
  readonly put: (wanted: WantedProvider) => Promise<StoredProvider>
  /** Who came through it signs in another way from then on. Errors: NOT_FOUND. */
  readonly remove: (providerId: string) => Promise<void>
}

export function openProviders(parts: PeopleParts): Providers {
  const { state } = parts
  return {
    list: () => state.asOperator(allProviders),
    put: (wanted) => put(parts, wanted),
    remove: async (providerId) => {
      const gone = await state.asOperator((tx) => deleteProvider(tx, providerId))
      if (!gone) throw new CountersignError('NOT_FOUND', `provider ${providerId}`)
    },
  }
}

async function put(parts: PeopleParts, wanted: WantedProvider): Promise<StoredProvider> {
  const { state, box, tenancy } = parts
  refuseOpenWire(wanted.issuer)
  refuseForeignRole(wanted)
  const { homeTenantId, providerId, clientSecret } = wanted
  if (homeTenantId !== null && !(await tenancy.tenantIds()).includes(homeTenantId))
    throw new CountersignError('NOT_FOUND', `tenant ${homeTenantId}`)
  const sealed = typeof clientSecret === 'string' ? box.seal(`sso/${providerId}`, clientSecret) : clientSecret
  return state.asOperator(async (tx) => {
    const find = async () => (await allProviders(tx)).find((one) => one.providerId === providerId)
    const before = await find()
    if (before !== undefined && before.homeTenantId !== homeTenantId)
      throw new CountersignError('CONFLICT', 'a provider keeps whose people it signs in; make another one')
    await putProvider(tx, { ...wanted, clientSecret: sealed, createdAt: rightNow(parts) })
    return (await find()) as StoredProvider
  })
}

/** OpenID Connect Core 1.0, section 16.17: TLS, except on this machine. */
function refuseOpenWire(issuer: string): void {
  const { protocol, hostname } = URL.canParse(issuer) ? new URL(issuer) : { protocol: '', hostname: '' }
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
    throw new CountersignError('REQUEST_INVALID', 'issuer: an address that starts with https://')
}

function refuseForeignRole({ newcomerRole, homeTenantId }: WantedProvider): void {
  if (newcomerRole === null) return
  const isOfTenant = newcomerRole === 'approver' || newcomerRole === 'viewer'
  if (isOfTenant !== (homeTenantId !== null))
    throw new CountersignError(
      'REQUEST_INVALID',
      `newcomerRole: ${newcomerRole} does not fit the provider's people`,
    )
}
