import type { KubernetesRequest, KubernetesResource, RbacRule } from './rbac-snapshot.ts'

/** Whether a rule lets the request through. RBAC only adds: no rule takes away. Source: Kubernetes docs, "Using RBAC Authorization". */
export function ruleAllows(rule: RbacRule, request: KubernetesRequest): boolean {
  if (!oneOf(rule.verbs, request.verb)) return false
  if (request.kind === 'path')
    return rule.nonResourceURLs.some((pattern) => coversPath(pattern, request.path))
  return (
    oneOf(rule.apiGroups, request.apiGroup) &&
    rule.resources.some((pattern) => coversResource(pattern, request)) &&
    coversName(rule, request.name)
  )
}

const oneOf = (patterns: readonly string[], value: string): boolean =>
  patterns.includes('*') || patterns.includes(value)

/** `pods` does not cover `pods/exec`; `*` covers both; `star/scale` (with a star) covers that subresource of every resource. */
function coversResource(pattern: string, { resource, subresource }: KubernetesResource): boolean {
  if (pattern === '*') return true
  if (subresource === undefined) return pattern === resource
  return pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`
}

/** A rule that names its objects never covers a request that names none, such as `list` or `create`. */
function coversName({ resourceNames }: RbacRule, name: string | undefined): boolean {
  return resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name))
}

/** A trailing `*` covers whatever begins so; a star elsewhere is a character like any other. */
function coversPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))
}
