import type { Provider } from '@countersign/api/sign-in'
import type { ProviderChange } from './provider-queries.ts'

export type ProviderDraft = {
  readonly name: string
  /** Empty: made out of the name. */
  readonly id: string
  readonly issuer: string
  readonly clientId: string
  /** Empty: what is there stays. Never filled from the server, which does not tell it. */
  readonly clientSecret: string
  readonly isPublic: boolean
  /** Empty: the operator's people. */
  readonly home: string
  /** Empty: nobody comes without an invitation. */
  readonly newcomerRole: string
}

const emptyProvider: ProviderDraft = {
  name: '',
  id: '',
  issuer: '',
  clientId: '',
  clientSecret: '',
  isPublic: false,
  home: '',
  newcomerRole: '',
}

export function draftOf(provider: Provider | undefined): ProviderDraft {
  if (provider === undefined) return emptyProvider
  const { name, id, issuer, clientId, hasClientSecret, tenantId, newcomerRole } = provider
  return {
    ...emptyProvider,
    name,
    id,
    issuer,
    clientId,
    isPublic: !hasClientSecret,
    home: tenantId ?? '',
    newcomerRole: newcomerRole ?? '',
  }
}

/** Roles that a newcomer may get: never one that manages people. */
export const operatorNewcomers = ['analyst', 'detection-engineer', 'auditor'] as const
export const tenantNewcomers = ['viewer', 'approver'] as const

export function changeOf(draft: ProviderDraft): ProviderChange {
  const roles = draft.home === '' ? operatorNewcomers : tenantNewcomers
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    tenantId: draft.home === '' ? null : draft.home,
    newcomerRole: roles.find((role) => role === draft.newcomerRole) ?? null,
    ...(draft.isPublic
      ? { clientSecret: null }
      : draft.clientSecret === ''
        ? {}
        : { clientSecret: draft.clientSecret }),
  }
}
