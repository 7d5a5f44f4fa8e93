import { withComputed } from './computed-attribute.ts'
import { type Block, bodiesOf, type Configuration, type ModuleSource } from './configuration.ts'
import { dataSource } from './data-source.ts'
import { evaluate, pairsOf, type Scope } from './evaluate.ts'
import { WorkLimitError } from './expression.ts'
import type { AwsProvider, ResourceInstance } from './instance.ts'
import { parseTemplate } from './parse-template.ts'
import { providerOf, providersFor } from './provider-account.ts'
import { isList, isMap, ownMap, type TfValue, textOf, unknownFrom } from './tf-value.ts'

/** Evaluates a whole configuration lazily: what nobody refers to and no resource needs is never looked at. */
export type Evaluation = {
  readonly configuration: Configuration
  readonly step: () => void
  readonly instances: ResourceInstance[]
  readonly notes: Set<string>
}

export type ModuleCall = {
  readonly source: ModuleSource
  /** `module.network.`, or nothing for a root module. */
  readonly prefix: string
  readonly inputs: ReadonlyMap<string, TfValue>
  readonly providers: ReadonlyMap<string, AwsProvider>
  readonly depth: number
}

/** Modules within modules. */
const moduleDepthMax = 16
/** Instances of one `count` or `for_each`. */
const instancesMax = 500

/** Evaluates every resource of a module and of the modules it calls; gives the values its outputs may use. */
export function evaluateModule(evaluation: Evaluation, call: ModuleCall): TfValue {
  const module = moduleScope(evaluation, call)
  for (const address of call.source.resources.keys()) module.resource(address)
  for (const name of call.source.modules.keys()) module.called(name)
  return module.outputs()
}

type Module = {
  readonly resource: (address: string) => TfValue
  readonly called: (name: string) => TfValue
  readonly outputs: () => TfValue
}

/** A value that is being worked out refers to itself: Terraform would refuse, here it is unknown. */
function lazily<T extends TfValue>(compute: (key: string) => T): (key: string) => TfValue {
  const known = new Map<string, TfValue>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, unknownFrom(key))
    const value = compute(key)
    known.set(key, value)
    return value
  }
}

function moduleScope(evaluation: Evaluation, call: ModuleCall): Module {
  const { source } = call
  const variable = lazily((name) => variableValue(name, call, (value) => valueIn(value, scope)))
  const local = lazily((name) => valueIn(source.locals.get(name), scope))
  const resource = lazily((address) => expanded(evaluation, call, scope, address, 'resource'))
  const data = lazily((address) => expanded(evaluation, call, scope, address, 'data'))
  const called = lazily((name) => calledModule(evaluation, call, scope, name))
  const scope: Scope = {
    step: evaluation.step,
    file: (path) => fileText(evaluation.configuration, source.folder, path),
    root: (name) => {
      if (name === 'var') return lookup([...source.variables.keys(), ...call.inputs.keys()], variable)
      if (name === 'local') return lookup(source.locals.keys(), local)
      if (name === 'module') return lookup(source.modules.keys(), called)
      if (name === 'data') return typed(source.data.keys(), data)
      if (name === 'path')
        return ownMap([
          ['module', '.'],
          ['root', '.'],
          ['cwd', '.'],
        ])
      if (name === 'terraform') return ownMap([['workspace', 'default']])
      return typedUnder(name, source.resources.keys(), resource)
    },
  }
  const outputs = (): TfValue => outputsOf(evaluation, source, scope)
  return { resource, called, outputs }
}

/** A map whose values are worked out when they are read. */
function lookup(keys: Iterable<string>, value: (key: string) => TfValue): TfValue {
  const map: { [key: string]: TfValue } = Object.create(null)
  for (const key of keys)
    Object.defineProperty(map, key, { get: () => value(key), enumerable: true, configurable: true })
  return map
}

function typedUnder(
  type: string,
  addresses: Iterable<string>,
  value: (address: string) => TfValue,
): TfValue | undefined {
  const own = [...addresses].filter((address) => address.startsWith(`${type}.`))
  if (own.length === 0) return undefined
  return lookup(
    own.map((address) => address.slice(type.length + 1)),
    (name) => value(`${type}.${name}`),
  )
}

function typed(addresses: Iterable<string>, value: (address: string) => TfValue): TfValue {
  const all = [...addresses]
  const types = new Set(all.map((address) => address.slice(0, address.indexOf('.'))))
  return lookup(types, (type) => typedUnder(type, all, value) ?? null)
}

/** A value of a block: text is a template; everything below it is evaluated too. */
export function valueIn(value: unknown, scope: Scope): TfValue {
  scope.step()
  if (typeof value === 'string') return templateValue(value, scope)
  if (Array.isArray(value)) return value.map((one) => valueIn(one, scope))
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' || typeof value === 'boolean' ? value : null
  const { dynamic, ...plain } = value as Block
  const entries = Object.entries(plain).map(([key, one]) => [key, valueIn(one, scope)] as const)
  return ownMap([...entries, ...dynamicBlocks(dynamic, scope)])
}

function templateValue(text: string, scope: Scope): TfValue {
  if (!text.includes('${') && !text.includes('%{')) return text
  try {
    return evaluate(parseTemplate(text), scope)
  } catch (error) {
    if (error instanceof WorkLimitError) throw error
    return unknownFrom('an-expression-that-is-not-read')
  }
}

/** `dynamic "statement" { for_each … content { … } }` becomes a list of blocks. */
function dynamicBlocks(dynamic: unknown, scope: Scope): readonly (readonly [string, TfValue])[] {
  return bodiesOf(dynamic).flatMap((kinds) =>
    Object.entries(kinds).map(([name, bodies]) => {
      const blocks = bodiesOf(bodies).flatMap((body) => {
        const iterator = typeof body.iterator === 'string' ? body.iterator.replace(/^\$\{|\}$/g, '') : name
        const pairs = pairsOf(valueIn(body.for_each, scope)) ?? []
        return pairs.slice(0, instancesMax).flatMap(([key, value]) => {
          const each = ownMap([
            ['key', key],
            ['value', value],
          ])
          const inner = { ...scope, root: (root: string) => (root === iterator ? each : scope.root(root)) }
          return bodiesOf(body.content).map((content) => valueIn(content, inner))
        })
      })
      return [name, blocks] as const
    }),
  )
}

function variableValue(
  name: string,
  { inputs, source, prefix }: ModuleCall,
  evaluated: (value: unknown) => TfValue,
): TfValue {
  const input = inputs.get(name)
  if (input !== undefined) return input
  if (prefix === '' && source.given.has(name)) return evaluated(source.given.get(name))
  const block = source.variables.get(name)
  return block === undefined || !Object.hasOwn(block, 'default')
    ? unknownFrom(`var.${name}`)
    : evaluated(block.default)
}

function fileText({ texts }: Configuration, folder: string, path: string): string | undefined {
  return texts.get(joined(folder, path.replace(/^\.\//, '')))
}

/** `a/b` and `../c` → `a/c`. */
function joined(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

type Copy = { readonly suffix: string; readonly scope: Scope }
type Copies = { readonly kind: 'one' | 'list' | 'map'; readonly copies: readonly Copy[] }

/** The instances that `count` or `for_each` make; when either is unknown, one instance stands for all. */
function copiesOf(block: Block, scope: Scope): Copies {
  const under = (name: string, value: TfValue): Scope => ({
    ...scope,
    root: (root) => (root === name ? value : scope.root(root)),
  })
  if (block.count !== undefined) {
    const count = valueIn(block.count, scope)
    const total = typeof count === 'number' ? Math.max(0, Math.min(count, instancesMax)) : 1
    const copies = Array.from({ length: total }, (_, index) => ({
      suffix: `[${index}]`,
      scope: under('count', ownMap([['index', index]])),
    }))
    return { kind: 'list', copies }
  }
  if (block.for_each === undefined) return { kind: 'one', copies: [{ suffix: '', scope }] }
  const over = valueIn(block.for_each, scope)
  const pairs = pairsOf(over) ?? [[unknownFrom('each.key'), unknownFrom('each.value')] as const]
  const copies = pairs.slice(0, instancesMax).map(([key, value]) => {
    const name = isList(over) ? value : key
    return {
      suffix: `["${textOf(name)}"]`,
      scope: under(
        'each',
        ownMap([
          ['key', name],
          ['value', value],
        ]),
      ),
    }
  })
  return { kind: 'map', copies }
}

function gathered({ kind, copies }: Copies, values: readonly TfValue[]): TfValue {
  if (kind === 'one') return values[0] ?? null
  if (kind === 'list') return values
  return ownMap(copies.map(({ suffix }, index) => [suffix.slice(2, -2), values[index] ?? null]))
}

const metaArguments: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'depends_on',
  'lifecycle',
  'provisioner',
])

function expanded(
  evaluation: Evaluation,
  call: ModuleCall,
  scope: Scope,
  address: string,
  kind: 'resource' | 'data',
): TfValue {
  const block = (kind === 'resource' ? call.source.resources : call.source.data).get(address)
  const type = address.slice(0, address.indexOf('.'))
  if (block === undefined) return unknownFrom(address)
  const provider = providerOf(call.providers, block.provider)
  const copies = copiesOf(block, scope)
  const own = Object.fromEntries(Object.entries(block).filter(([name]) => !metaArguments.has(name)))
  const values = copies.copies.map(({ suffix, scope: inner }) => {
    const whole = `${call.prefix}${kind === 'data' ? 'data.' : ''}${address}${suffix}`
    const value = valueIn(own, inner)
    const attributes = isMap(value) ? value : {}
    if (kind === 'data') return dataSource(type, attributes, provider, whole)
    const full = withComputed(type, attributes, provider, whole)
    evaluation.instances.push({ address: whole, type, attributes: full, provider })
    return full
  })
  return gathered(copies, values)
}

function calledModule(evaluation: Evaluation, call: ModuleCall, scope: Scope, name: string): TfValue {
  const block = call.source.modules.get(name)
  const address = `${call.prefix}module.${name}`
  if (block === undefined) return unknownFrom(address)
  const path = typeof block.source === 'string' ? block.source : ''
  const source = /^\.\.?\//.test(path)
    ? evaluation.configuration.modules.get(joined(call.source.folder, path))
    : undefined
  if (source === undefined || call.depth >= moduleDepthMax) {
    evaluation.notes.add(`${address} is not in the folder (${path}): what it declares is not known`)
    return unknownFrom(address)
  }
  const copies = copiesOf(block, scope)
  const values = copies.copies.map(({ suffix, scope: inner }) => {
    const inputs = Object.entries(block).filter(([key]) => !moduleArguments.has(key))
    return evaluateModule(evaluation, {
      source,
      prefix: `${address}${suffix}.`,
      inputs: new Map(inputs.map(([key, value]) => [key, valueIn(value, inner)])),
      providers: providersFor(source, call.providers, block.providers, (value) => valueIn(value, inner)),
      depth: call.depth + 1,
    })
  })
  return gathered(copies, values)
}

const moduleArguments: ReadonlySet<string> = new Set([
  'source',
  'version',
  'providers',
  'count',
  'for_each',
  'depends_on',
])

/** Output blocks are read as they are: `output "arn" { value = … }`. */
function outputsOf(evaluation: Evaluation, source: ModuleSource, scope: Scope): TfValue {
  evaluation.step()
  const value = lazily((name) => valueIn(source.outputs.get(name)?.value, scope))
  return lookup(source.outputs.keys(), value)
}
