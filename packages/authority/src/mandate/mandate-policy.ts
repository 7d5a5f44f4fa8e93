import { anyLike, cedarString } from './cedar-text.ts'
import type { Mandate, RiskLevel } from './mandate.ts'

/** A part of a mandate as one Cedar policy: the name of the part is the id that a decision gives as its reason. */
export type MandatePart = 'scope' | 'tools' | 'validity' | 'people' | 'budget' | 'step-up' | 'risk'

export const riskRank: Readonly<Record<RiskLevel, number>> = { LOW: 1, MEDIUM: 2, HIGH: 3 }

/**
 * A mandate as Cedar policies, each with its part as its id. What it grants is permitted; each limit is a forbid of its
 * own within what is granted, so that a refusal names the limit, and a limit says nothing about anything else.
 */
export function mandatePolicies(mandate: Mandate): Readonly<Partial<Record<MandatePart, string>>> {
  const { tools } = mandate
  const scope = `${anyLike('context.actionName', mandate.actions)} && (${anyLike('context.resourceId', mandate.resources)} || ${anyLike('context.resourceName', mandate.resources)})`
  const calls = `context.actionName == "tools/call" && context.resourceType == "tool" && ${anyLike('context.resourceId', tools)}`
  const granted = tools.length === 0 ? scope : `((${scope}) || (${calls}))`
  const parts: Partial<Record<MandatePart, string>> = { scope: `permit${anything} when { ${scope} };` }
  if (tools.length > 0) parts.tools = `permit${anything} when { ${calls} };`
  for (const [part, holds] of limitsOf(mandate))
    parts[part] = `forbid${anything} when { ${granted} } unless { ${holds} };`
  return parts
}

const anything = '(principal, action, resource)'

/** Each limit, as what has to hold. */
function limitsOf(mandate: Mandate): readonly (readonly [MandatePart, string])[] {
  const { onBehalfOf, budget, stepUp, riskMax } = mandate
  const limits: (readonly [MandatePart, string])[] = [
    [
      'validity',
      `context.nowMs >= ${Date.parse(mandate.validFrom)} && context.nowMs < ${Date.parse(mandate.expiresAt)}`,
    ],
  ]
  if (onBehalfOf.length > 0)
    limits.push([
      'people',
      `context has onBehalfOf && [${onBehalfOf.map(cedarString).join(', ')}].contains(context.onBehalfOf)`,
    ])
  if (budget !== undefined)
    limits.push([
      'budget',
      `context has spentMinor && context.spentMinor < ${Math.trunc(budget.amountMinor)}`,
    ])
  if (stepUp !== undefined)
    limits.push([
      'step-up',
      `!${anyLike('context.actionName', stepUp.actions)} || (context has approved && context.approved)`,
    ])
  if (riskMax !== undefined)
    limits.push(['risk', `!(context has risk) || context.risk <= ${riskRank[riskMax]}`])
  return limits
}
