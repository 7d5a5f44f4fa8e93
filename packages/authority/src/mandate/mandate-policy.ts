import { anyLike, cedarString } from './cedar-text.ts'
import type { Mandate, RiskLevel } from './mandate.ts'

/** A part of a mandate as one Cedar policy: the name of the part is the id that a decision gives as its reason. */
export type MandatePart = 'scope' | 'tools' | 'validity' | 'people' | 'budget' | 'step-up' | 'risk'

export const riskRank: Readonly<Record<RiskLevel, number>> = { LOW: 1, MEDIUM: 2, HIGH: 3 }

/**
 * A mandate as Cedar policies, each with its part as its id. What it grants is permitted; each limit is a forbid of its
 * own, so that a refusal names the limit. The request they are about is built by `mandateRequest`.
 */
export function mandatePolicies(mandate: Mandate): Readonly<Partial<Record<MandatePart, string>>> {
  const policies: Partial<Record<MandatePart, string>> = {
    scope: permit(
      `${anyLike('context.actionName', mandate.actions)} && (${anyLike('resource.id', mandate.resources)} || ${anyLike('resource.name', mandate.resources)})`,
    ),
    validity: forbidUnless(
      `context.nowMs >= ${Date.parse(mandate.validFrom)} && context.nowMs < ${Date.parse(mandate.expiresAt)}`,
    ),
  }
  if (mandate.tools.length > 0)
    policies.tools = permit(
      `context.actionName == "tools/call" && resource.type == "tool" && ${anyLike('resource.id', mandate.tools)}`,
    )
  if (mandate.onBehalfOf.length > 0)
    policies.people = forbidUnless(
      `context has onBehalfOf && [${mandate.onBehalfOf.map(cedarString).join(', ')}].contains(context.onBehalfOf)`,
    )
  if (mandate.budget !== undefined)
    policies.budget = forbidUnless(
      `context has spentMinor && context.spentMinor < ${Math.trunc(mandate.budget.amountMinor)}`,
    )
  if (mandate.stepUp !== undefined)
    policies['step-up'] = forbidWhen(
      `${anyLike('context.actionName', mandate.stepUp.actions)} && !(context has approved && context.approved)`,
    )
  if (mandate.riskMax !== undefined)
    policies.risk = forbidWhen(`context has risk && context.risk > ${riskRank[mandate.riskMax]}`)
  return policies
}

const permit = (when: string): string => `permit(principal, action, resource) when { ${when} };`
const forbidWhen = (when: string): string => `forbid(principal, action, resource) when { ${when} };`
const forbidUnless = (unless: string): string => `forbid(principal, action, resource) unless { ${unless} };`
