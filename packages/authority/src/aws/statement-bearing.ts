import type { AwsRequest } from './aws-request.ts'
import type { KnownContext } from './known-context.ts'
import { coversPattern, hasWildcard, matchesAction, matchesPattern, overlapsPattern } from './pattern.ts'
import type { PolicyCondition, PolicyStatement } from './policy-document.ts'

/** Whether a statement speaks of a request, as far as anybody can tell. */
export type StatementBearing = {
  readonly resource: 'yes' | 'no' | 'unknown'
  /** Conditions that nobody can decide, for the values of some key are not known. */
  readonly openConditions: readonly PolicyCondition[]
  /** What was not known, in words. */
  readonly open: readonly string[]
}

/** Undefined when the statement is about other actions. */
export function bearingOf(
  statement: PolicyStatement,
  request: AwsRequest,
  context: KnownContext,
): StatementBearing | undefined {
  if (!speaksOfAction(statement, request.action)) return undefined
  const resource = resourceBearing(statement, request.resource, context)
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

function resourceBearing(
  { resources, notResources }: PolicyStatement,
  resource: string,
  context: KnownContext,
): 'yes' | 'no' | 'unknown' {
  if (resources !== undefined) return anyOf(resources, resource, context)
  if (notResources === undefined) return 'yes'
  const named = anyOf(notResources, resource, context)
  return named === 'yes' ? 'no' : named === 'no' ? 'yes' : 'unknown'
}

function anyOf(
  patterns: readonly string[],
  resource: string,
  context: KnownContext,
): 'yes' | 'no' | 'unknown' {
  const bearings = patterns.map((pattern) => patternBearing(pattern, resource, context))
  return bearings.includes('yes') ? 'yes' : bearings.includes('unknown') ? 'unknown' : 'no'
}

function patternBearing(pattern: string, resource: string, context: KnownContext): 'yes' | 'no' | 'unknown' {
  const { text, isOpen } = substituted(pattern, context)
  if (!hasWildcard(resource)) {
    if (!matchesPattern(text, resource)) return 'no'
    return isOpen ? 'unknown' : 'yes'
  }
  if (!isOpen && coversPattern(text, resource)) return 'yes'
  return overlapsPattern(text, resource) ? 'unknown' : 'no'
}

const variable = /\$\{([^}]*)\}/g

/** Policy variables replaced by their values (IAM User Guide, "Policy variables"); by `*` where nobody knows them. */
export function substituted(
  text: string,
  context: KnownContext,
): { readonly text: string; readonly isOpen: boolean } {
  let isOpen = false
  const replaced = text.replace(variable, (_, inside: string) => {
    const [key = '', fallback] = inside.split(',')
    // ${*}, ${?} and ${$} stand for the characters themselves: a wildcard says at least as much.
    if (key === '$') return '$'
    if (key === '*' || key === '?') return '?'
    const value = context.of(key.trim())
    if (value === 'unknown') isOpen = true
    if (value === 'unknown') return '*'
    if (value !== 'absent') return value[0] ?? ''
    return fallback === undefined ? '\u0000' : fallback.trim().replace(/^'|'$/g, '')
  })
  return { text: replaced, isOpen }
}

function isOpen({ key, values }: PolicyCondition, context: KnownContext): boolean {
  if (context.of(key) === 'unknown') return true
  return values.some((value) => substituted(value, context).isOpen)
}
