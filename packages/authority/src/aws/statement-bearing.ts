import type { AwsRequest } from './aws-request.ts'
import type { KnownContext } from './known-context.ts'
import { coversPattern, hasWildcard, matchesAction, matchesPattern, overlapsPattern } from './pattern.ts'
import type { PolicyCondition, PolicyStatement } from './policy-document.ts'

/** Whether a statement speaks of a request, as far as anybody can tell. */
export type StatementBearing = {
  readonly resource: ResourceBearing
  /** Conditions that nobody can decide, for the values of some key are not known. */
  readonly openConditions: readonly PolicyCondition[]
  /** What was not known, in words. */
  readonly open: readonly string[]
}

export type ResourceBearing = 'yes' | 'no' | 'unknown'

/** Undefined when the statement is about other actions. */
export function bearingOf(
  statement: PolicyStatement,
  request: AwsRequest,
  context: KnownContext,
): StatementBearing | undefined {
  if (!speaksOfAction(statement, request.action)) return undefined
  const resource = resourceBearing(statement, (pattern) => patternBearing(pattern, request.resource, context))
  if (resource === 'no') return { resource, openConditions: [], open: [] }
  const openConditions = statement.conditions.filter((condition) => isOpen(condition, context))
  const open = openConditions.map(({ key }) => `the value of ${key} is not known`)
  if (resource === 'unknown')
    open.push(
      `which resource of ${request.resource} it was is not known, and a statement speaks of some only`,
    )
  return { resource, openConditions, open }
}

export function speaksOfAction({ actions, notActions }: PolicyStatement, action: string): boolean {
  if (actions !== undefined) return actions.some((pattern) => matchesAction(pattern, action))
  return notActions !== undefined && !notActions.some((pattern) => matchesAction(pattern, action))
}

/** A statement that names no resource, as in a trust policy, is about whatever carries it. */
export function resourceBearing(
  { resources, notResources }: PolicyStatement,
  bearingOfPattern: (pattern: string) => ResourceBearing,
): ResourceBearing {
  if (resources !== undefined) return anyOf(resources.map(bearingOfPattern))
  if (notResources === undefined) return 'yes'
  const named = anyOf(notResources.map(bearingOfPattern))
  return named === 'yes' ? 'no' : named === 'no' ? 'yes' : 'unknown'
}

function anyOf(bearings: readonly ResourceBearing[]): ResourceBearing {
  return bearings.includes('yes') ? 'yes' : bearings.includes('unknown') ? 'unknown' : 'no'
}

function patternBearing(pattern: string, resource: string, context: KnownContext): ResourceBearing {
  if (!hasWildcard(resource)) return exactBearing(pattern, resource, context)
  const { text, openKeys } = substituted(pattern, context)
  if (openKeys.length === 0 && coversPattern(text, resource)) return 'yes'
  return overlapsPattern(text, resource) ? 'unknown' : 'no'
}

/** Whether a pattern means a resource that is known exactly. */
export function exactBearing(pattern: string, resource: string, context: KeyLookup): ResourceBearing {
  const { text, openKeys } = substituted(pattern, context)
  if (!matchesPattern(text, resource)) return 'no'
  return openKeys.length > 0 ? 'unknown' : 'yes'
}

const variable = /\$\{([^}]*)\}/g

type KeyLookup = Pick<KnownContext, 'of'>

/**
 * Policy variables replaced by their values (IAM User Guide, "Policy variables"); by `*` where nobody knows them, and
 * then their keys are in `openKeys`.
 */
export function substituted(
  text: string,
  context: KeyLookup,
): { readonly text: string; readonly openKeys: readonly string[] } {
  if (!text.includes('${')) return { text, openKeys: [] }
  const openKeys: string[] = []
  const replaced = text.replace(variable, (_, inside: string) => {
    const [key = '', fallback] = inside.split(',')
    // ${*}, ${?} and ${$} stand for the characters themselves: a wildcard says at least as much.
    if (key === '$') return '$'
    if (key === '*' || key === '?') return '?'
    const value = context.of(key.trim())
    if (value === 'unknown') openKeys.push(key.trim())
    if (value === 'unknown') return '*'
    if (value !== 'absent') return value[0] ?? ''
    return fallback === undefined ? '\u0000' : fallback.trim().replace(/^'|'$/g, '')
  })
  return { text: replaced, openKeys }
}

function isOpen({ key, values }: PolicyCondition, context: KnownContext): boolean {
  if (context.of(key) === 'unknown') return true
  return values.some((value) => substituted(value, context).openKeys.length > 0)
}
