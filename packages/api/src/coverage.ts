import { type Static, Type } from 'typebox'
import { RuleLogSource } from './rule.ts'

/** ATT&CK tactics in the order of the matrix, as Sigma's tags spell them. Source: MITRE ATT&CK, enterprise. */
export const tactics = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const
export type Tactic = (typeof tactics)[number]

/** GET /api/tenants/:tenantId/coverage: what the rules could see in what arrived over the last day. */
export const Coverage = Type.Object({
  /** Rules that are on for the tenant. */
  rules: Type.Integer(),
  /** Those of them that look at a log source which arrived. */
  possible: Type.Integer(),
  /** All tactics, in the order of the matrix. A rule counts for each tactic that it is tagged with. */
  tactics: Type.Array(
    Type.Object({
      tactic: Type.Enum([...tactics]),
      rules: Type.Integer(),
      possible: Type.Integer(),
    }),
  ),
  /** Log sources that rules look at and that did not arrive, most rules first; at most 50. */
  unseen: Type.Array(Type.Object({ logSource: RuleLogSource, rules: Type.Integer() })),
  /** From the time that an event names to its receipt, by source; negative where the source's clock is ahead. */
  lag: Type.Array(
    Type.Object({ sourceId: Type.String(), medianSeconds: Type.Number(), p95Seconds: Type.Number() }),
  ),
})
export type Coverage = Static<typeof Coverage>
