import type { VerdictAuthority } from '@countersign/api/triage'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { JudgedFinding } from './judge-findings.ts'

/** What triage asks of identities: wired by the composition root. */
export type StandingPorts = {
  /** Ids of the mandates of an identity that are in force. Errors: STATE_DOWN. */
  readonly mandatesInForce: (tenantId: TenantId, identityKey: string) => Promise<readonly string[]>
  /** Undefined: nobody told it, which is not low. */
  readonly riskOf: (tenantId: TenantId, identityKey: string) => string | undefined
  /** Rules by which acting outside of, or after, a mandate is found. */
  readonly outsideRules: ReadonlySet<string>
}

/** What mandates and risk say of whoever acted. The first that forbids closing is told. */
export async function authorityOf(
  ports: StandingPorts,
  tenantId: TenantId,
  judged: readonly JudgedFinding[],
): Promise<VerdictAuthority> {
  const keys = [...new Set(judged.flatMap(({ finding }) => finding.identityKey ?? []))].sort()
  const [identityKey = null] = keys
  const chain = [...(judged.find(({ finding }) => finding.chain.length > 0)?.finding.chain ?? [])]
  const held = await Promise.all(keys.map((key) => ports.mandatesInForce(tenantId, key)))
  const told = (kind: VerdictAuthority['kind'], statement: string, who = identityKey): VerdictAuthority => ({
    kind,
    statement,
    identityKey: who,
    mandateIds: [...new Set(held.flat())].sort(),
    chain,
  })
  if (identityKey === null)
    return told('unknown', 'The records name no identity, so who authorised this is not known.')
  const outside = judged.find(({ finding }) => ports.outsideRules.has(finding.type))
  if (outside !== undefined)
    return told('outside', `${outside.finding.familyTitle}.`, outside.finding.identityKey ?? identityKey)
  const risky = keys.find((key) => ports.riskOf(tenantId, key) === 'HIGH')
  if (risky !== undefined) return told('at-risk', `${risky} is at high risk.`, risky)
  const bare = keys.find((_, index) => held[index]?.length === 0)
  if (bare !== undefined) return told('none', `No mandate of ${bare} is in force.`, bare)
  return told(
    'mandated',
    'Mandates of everybody who acted are in force, and nothing was found outside of them.',
  )
}
