import { type Found, isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { parseAllDocuments } from 'yaml'
import type {
  KubernetesServiceAccount,
  LabelExpression,
  LabelSelector,
  RbacBinding,
  RbacRole,
  RbacRule,
  RbacSnapshot,
  RbacSubject,
} from './rbac-snapshot.ts'

/** What a manifest of a cluster with thousands of namespaces stays under. */
const manifestMaxChars = 64 * 1024 * 1024
const maxAliases = 100
const gapsMax = 50

export type ManifestSource = {
  readonly cluster: string
  /** ISO 8601, UTC: when it was exported or committed. */
  readonly takenAt: string
}

/**
 * RBAC from manifests or from `kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts -A -o json`
 * (YAML as well). Kinds that are not about authority are passed over; what cannot be read is a gap.
 */
export function rbacOfManifests(texts: readonly string[], source: ManifestSource): RbacSnapshot {
  const gaps: string[] = []
  const objects = texts.flatMap((text) => objectsIn(text, gaps))
  const roles: RbacRole[] = []
  const bindings: RbacBinding[] = []
  const serviceAccounts: KubernetesServiceAccount[] = []
  for (const object of objects) {
    if (isRole(object)) addRead(roles, roleOf(object), object, gaps)
    else if (isBinding(object)) addRead(bindings, bindingOf(object), object, gaps)
    else if (object.kind === 'ServiceAccount')
      addRead(serviceAccounts, serviceAccountOf(object), object, gaps)
  }
  return { kind: 'kubernetes', ...source, roles, bindings, serviceAccounts, gaps: gaps.slice(0, gapsMax) }
}

/** Whether a text looks like manifests of RBAC: how a command line tells it from other policy. */
export function isRbacManifest(text: string): boolean {
  return /["']?kind["']?\s*:\s*["']?(?:Cluster)?Role(?:Binding)?(?:List)?["']?\s*(?:[,}\n\r]|$)/.test(text)
}

function isRole({ kind, apiVersion }: JsonObject): boolean {
  return isRbacVersion(apiVersion) && (kind === 'Role' || kind === 'ClusterRole')
}

function isBinding({ kind, apiVersion }: JsonObject): boolean {
  return isRbacVersion(apiVersion) && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding')
}

/** Items of a List may come without a version of their own. */
const isRbacVersion = (version: Found): boolean =>
  version === undefined || (textOf(version) ?? '').startsWith('rbac.authorization.k8s.io/')

function addRead<T>(to: T[], read: T | undefined, object: JsonObject, gaps: string[]): void {
  if (read !== undefined) to.push(read)
  else gaps.push(`A ${String(object.kind)} without a name or a role could not be read.`)
}

function objectsIn(text: string, gaps: string[]): readonly JsonObject[] {
  if (text.length > manifestMaxChars) {
    gaps.push(`A manifest of more than ${manifestMaxChars} characters was not read.`)
    return []
  }
  return documentsIn(text, gaps).flatMap(itemsOf)
}

/** A List holds its objects; `kubectl` leaves the kind of each beside it, older lists name it once. */
function itemsOf(document: unknown): readonly JsonObject[] {
  if (Array.isArray(document)) return document.filter(isObject)
  if (!isObject(document)) return []
  const kind = textOf(document.kind) ?? ''
  if (!kind.endsWith('List') || !Array.isArray(document.items)) return [document]
  const itemKind = kind.slice(0, -'List'.length)
  return listOf(document.items)
    .filter(isObject)
    .map((item) => (item.kind === undefined && itemKind !== '' ? { ...item, kind: itemKind } : item))
}

function documentsIn(text: string, gaps: string[]): readonly unknown[] {
  const start = text.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) {
    try {
      return [JSON.parse(text)]
    } catch {
      // YAML may begin with a brace, too.
    }
  }
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent' })
    return Array.isArray(documents) ? documents.flatMap((document) => readDocument(document, gaps)) : []
  } catch (error) {
    gaps.push(`A manifest is not YAML or JSON: ${firstLine(error)}.`)
    return []
  }
}

type YamlDocument = ReturnType<typeof parseAllDocuments>[number]

function readDocument(document: YamlDocument, gaps: string[]): readonly unknown[] {
  const problem = document.errors[0]
  if (problem === undefined) {
    try {
      return [document.toJS({ maxAliasCount: maxAliases })]
    } catch (error) {
      gaps.push(`A manifest could not be read: ${firstLine(error)}.`)
      return []
    }
  }
  gaps.push(`A manifest could not be read: ${firstLine(problem)}.`)
  return []
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? ''

function metadataOf(object: JsonObject): { readonly name: string | undefined; readonly namespace: string } {
  const metadata = objectOf(object.metadata)
  // What names no namespace is applied to the default one.
  return { name: textOf(metadata.name), namespace: textOf(metadata.namespace) ?? 'default' }
}

function roleOf(object: JsonObject): RbacRole | undefined {
  const { name, namespace } = metadataOf(object)
  if (name === undefined) return undefined
  const isCluster = object.kind === 'ClusterRole'
  const selectors = listOf(objectOf(object.aggregationRule).clusterRoleSelectors).map(selectorOf)
  return {
    kind: isCluster ? 'ClusterRole' : 'Role',
    ...(isCluster ? {} : { namespace }),
    name,
    labels: textsIn(objectOf(object.metadata).labels),
    rules: listOf(object.rules).map(ruleOf),
    ...(selectors.length === 0 ? {} : { aggregates: selectors }),
  }
}

function ruleOf(value: Found): RbacRule {
  const rule = objectOf(value)
  return {
    verbs: textsOf(rule.verbs),
    // The core group is the empty text, which `textsOf` takes for nothing.
    apiGroups: listOf(rule.apiGroups).filter((group): group is string => typeof group === 'string'),
    resources: textsOf(rule.resources),
    resourceNames: textsOf(rule.resourceNames),
    nonResourceURLs: textsOf(rule.nonResourceURLs),
  }
}

function selectorOf(value: Found): LabelSelector {
  const selector = objectOf(value)
  return {
    matchLabels: textsIn(selector.matchLabels),
    matchExpressions: listOf(selector.matchExpressions).flatMap(expressionOf),
  }
}

function expressionOf(value: Found): readonly LabelExpression[] {
  const { key, operator, values } = objectOf(value)
  const name = textOf(key)
  if (name === undefined) return []
  if (operator !== 'In' && operator !== 'NotIn' && operator !== 'Exists' && operator !== 'DoesNotExist')
    return []
  return [{ key: name, operator, values: textsOf(values) }]
}

function bindingOf(object: JsonObject): RbacBinding | undefined {
  const { name, namespace } = metadataOf(object)
  const roleRef = objectOf(object.roleRef)
  const role = textOf(roleRef.name)
  if (name === undefined || role === undefined) return undefined
  const isCluster = object.kind === 'ClusterRoleBinding'
  return {
    kind: isCluster ? 'ClusterRoleBinding' : 'RoleBinding',
    ...(isCluster ? {} : { namespace }),
    name,
    roleRef: { kind: roleRef.kind === 'Role' ? 'Role' : 'ClusterRole', name: role },
    subjects: listOf(object.subjects).flatMap((subject) =>
      subjectOf(subject, isCluster ? undefined : namespace),
    ),
  }
}

function subjectOf(value: Found, bindingNamespace: string | undefined): readonly RbacSubject[] {
  const subject = objectOf(value)
  const name = textOf(subject.name)
  if (name === undefined) return []
  if (subject.kind === 'User' || subject.kind === 'Group') return [{ kind: subject.kind, name }]
  if (subject.kind !== 'ServiceAccount') return []
  // The API server refuses a service account without a namespace in a ClusterRoleBinding.
  const namespace = textOf(subject.namespace) ?? bindingNamespace
  return namespace === undefined ? [] : [{ kind: 'ServiceAccount', namespace, name }]
}

function serviceAccountOf(object: JsonObject): KubernetesServiceAccount | undefined {
  const { name, namespace } = metadataOf(object)
  const metadata = objectOf(object.metadata)
  const createdAt = textOf(metadata.creationTimestamp)
  if (name === undefined) return undefined
  return {
    namespace,
    name,
    annotations: textsIn(metadata.annotations),
    ...(createdAt === undefined ? {} : { createdAt }),
  }
}

function textsIn(value: Found): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}
