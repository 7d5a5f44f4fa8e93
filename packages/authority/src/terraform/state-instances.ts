import { isObject, objectOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { accountOf, parseArn } from '../aws/arn.ts'
import { withComputed } from './computed-attribute.ts'
import type { AwsProvider, ResourceInstance } from './instance.ts'
import { fromJson, isMap, ownMap, placeholder } from './tf-value.ts'

/** Resources of one state or plan that are read. */
const resourcesMax = 50_000

/**
 * What Terraform itself has worked out: `terraform show -json` of a state or a plan, or a state file. Undefined when the
 * document is none of these.
 */
export function stateInstances(document: unknown): readonly ResourceInstance[] | undefined {
  if (!isObject(document)) return undefined
  const { values, planned_values: planned, version, resources } = document
  const root = [values, planned].map((one) => objectOf(one).root_module).find(isObject)
  if (root !== undefined) return shown(root).slice(0, resourcesMax)
  if (typeof version === 'number' && Array.isArray(resources) && 'serial' in document)
    return resources.slice(0, resourcesMax).flatMap(stored)
  return undefined
}

function shown(module: JsonObject, depth = 0): readonly ResourceInstance[] {
  const own = listOf(module.resources).flatMap((one) =>
    one.mode === 'data' ? [] : instanceOf(one.address, one.type, one.values, one.provider_name),
  )
  if (depth > 16) return own
  return [...own, ...listOf(module.child_modules).flatMap((child) => shown(child, depth + 1))]
}

function stored(resource: unknown): readonly ResourceInstance[] {
  if (!isObject(resource) || resource.mode === 'data') return []
  const module = typeof resource.module === 'string' ? `${resource.module}.` : ''
  return listOf(resource.instances).flatMap((one) => {
    const key = one.index_key === undefined ? '' : `[${JSON.stringify(one.index_key)}]`
    const address = `${module}${String(resource.type)}.${String(resource.name)}${key}`
    return instanceOf(address, resource.type, one.attributes, resource.provider)
  })
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function instanceOf(
  address: unknown,
  type: unknown,
  values: unknown,
  providerName: unknown,
): readonly ResourceInstance[] {
  const attributes = fromJson(values)
  if (typeof address !== 'string' || typeof type !== 'string' || !isMap(attributes)) return []
  const provider = providerIn(attributes, String(providerName ?? 'aws'))
  // A plan leaves out what is known only after it is applied.
  const known = ownMap(Object.entries(attributes).filter(([, value]) => value !== null))
  return [{ address, type, attributes: withComputed(type, known, provider, address), provider }]
}

/** Account and region as the resource's own ARN tells them. */
function providerIn(attributes: { readonly [name: string]: unknown }, name: string): AwsProvider {
  const arn = attributes.arn
  const parts = typeof arn === 'string' ? parseArn(arn) : undefined
  const key = /\.(\w+)$/.exec(name.replace(/"\]/, ''))?.[1] ?? 'aws'
  return {
    key,
    partition: parts?.partition ?? 'aws',
    accountId: (typeof arn === 'string' ? accountOf(arn) : undefined) || placeholder('account of aws'),
    region: parts?.region || placeholder('region of aws'),
  }
}
