import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { namesOfPlaces } from './account-name.ts'
import { principalsOf } from './aws-principals.ts'
import { resourcesOf } from './aws-resources.ts'
import {
  type Configuration,
  type HclParser,
  type ModuleSource,
  readConfiguration,
  type TerraformFile,
} from './configuration.ts'
import { WorkLimitError } from './expression.ts'
import type { ResourceInstance } from './instance.ts'
import { type Evaluation, evaluateModule, valueIn } from './module-scope.ts'
import { organizationOf } from './organization.ts'
import { rootProviders } from './provider-account.ts'
import { gapList, readerOf } from './reader.ts'
import { stateInstances } from './state-instances.ts'
import { unknownFrom } from './tf-value.ts'

/** Steps of work on one configuration: expressions that feed on each other end here. */
const stepsMax = 2_000_000

/** What a Terraform configuration declares, as a snapshot. `takenAt`: ISO 8601, when the files were read. */
export async function terraformSnapshot(
  files: readonly TerraformFile[],
  parseHcl: HclParser,
  takenAt: string,
): Promise<AwsSnapshot> {
  const gaps = gapList()
  const configuration = await readConfiguration(files, parseHcl)
  for (const problem of configuration.problems) gaps.add(problem)
  const roots = [...configuration.modules.values()].filter((module) => !isCalled(module, configuration))
  const snapshots = roots.map((root) => {
    const snapshot = snapshotOf(rootInstances(root, configuration, gaps.add), takenAt, gapList())
    return roots.length === 1 ? snapshot : ofFolder(snapshot, root.folder)
  })
  return joined(snapshots, takenAt, gaps)
}

/** Two folders that nobody joins may well be two accounts: what is unknown in one is not what is unknown in the other. */
function ofFolder(snapshot: AwsSnapshot, folder: string): AwsSnapshot {
  const place = folder.replace(/[^A-Za-z0-9_.-]+/g, '-')
  const text = JSON.stringify(snapshot).replace(placeholders, (whole, name: string) =>
    whole === sixCharacters ? whole : `<${name}-in-${place}>`,
  )
  return JSON.parse(text) as AwsSnapshot
}

/** ARNs with accounts that are known join the folders of one configuration. */
function joined(
  snapshots: readonly AwsSnapshot[],
  takenAt: string,
  gaps: ReturnType<typeof gapList>,
): AwsSnapshot {
  for (const gap of snapshots.flatMap((one) => one.gaps)) gaps.add(gap)
  const organizations = snapshots.flatMap(({ organization }) => organization ?? [])
  return {
    kind: 'aws',
    origin: 'terraform',
    takenAt,
    principals: snapshots.flatMap(({ principals }) => principals),
    managedPolicies: snapshots.flatMap(({ managedPolicies }) => managedPolicies),
    resources: snapshots.flatMap(({ resources }) => resources),
    ...(organizations.length === 0
      ? {}
      : {
          organization: {
            scps: organizations.flatMap(({ scps }) => scps),
            rcps: organizations.flatMap(({ rcps }) => rcps),
          },
        }),
    gaps: gaps.list(),
  }
}

/** The same from what `terraform show -json` prints, or a state file; undefined when the document is neither. */
export function terraformStateSnapshot(document: unknown, takenAt: string): AwsSnapshot | undefined {
  const instances = stateInstances(document)
  return instances === undefined ? undefined : snapshotOf(instances, takenAt, gapList())
}

/** A folder that another one calls is evaluated there, with what it is given. */
function isCalled({ folder }: ModuleSource, { modules }: Configuration): boolean {
  return [...modules.values()].some((other) =>
    [...other.modules.values()].some(
      ({ source }) =>
        typeof source === 'string' && /^\.\.?\//.test(source) && under(other.folder, source) === folder,
    ),
  )
}

function under(folder: string, source: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of source.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function rootInstances(
  source: ModuleSource,
  configuration: Configuration,
  gap: (words: string) => void,
): readonly ResourceInstance[] {
  let steps = 0
  const step = (): void => {
    if (++steps > stepsMax) throw new WorkLimitError('too much work')
  }
  const evaluation: Evaluation = { configuration, step, instances: [], notes: new Set() }
  const scope = {
    step,
    file: () => undefined,
    root: (name: string) => (name === 'var' ? givenValues(source) : unknownFrom(name)),
  }
  const providers = rootProviders(source, (value) => valueIn(value, scope))
  try {
    evaluateModule(evaluation, { source, prefix: '', inputs: new Map(), providers, depth: 0 })
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error
    gap(
      `${source.folder || 'the folder'} takes more than ${stepsMax} steps to work out: what came after is left out`,
    )
  }
  for (const note of evaluation.notes) gap(note)
  return evaluation.instances
}

/** Values that a provider block may refer to: given ones and plain defaults. */
function givenValues({ variables, given }: ModuleSource): ReturnType<typeof valueIn> {
  const scope = { step: () => {}, file: () => undefined, root: unknownFrom }
  const entries = [...variables].map(([name, block]) => {
    const value = given.get(name) ?? (Object.hasOwn(block, 'default') ? block.default : undefined)
    return [name, value === undefined ? unknownFrom(`var.${name}`) : valueIn(value, scope)] as const
  })
  return Object.fromEntries(entries)
}

function snapshotOf(
  instances: readonly ResourceInstance[],
  takenAt: string,
  gaps: ReturnType<typeof gapList>,
): AwsSnapshot {
  const reader = readerOf(gaps.add)
  const { principals, managedPolicies } = principalsOf(instances, reader, takenAt)
  const resources = resourcesOf(instances, principals, reader)
  const organization = organizationOf(instances, reader)
  const body = {
    principals,
    managedPolicies,
    resources,
    ...(organization === undefined ? {} : { organization }),
  }
  const declared = [...principals, ...managedPolicies, ...resources].map(({ arn }) => arn)
  const providers = instances.map(({ provider }) => provider)
  const named = withPlaces(body, declared, providers, gaps.add)
  for (const name of unresolved(named))
    gaps.add(`${name} has no value here: it stands for itself and matches nothing else`)
  return { kind: 'aws', origin: 'terraform', takenAt, ...named, gaps: gaps.list() }
}

/** The whole snapshot with several names of one account or region replaced by one. */
function withPlaces<T>(
  body: T,
  declared: readonly string[],
  providers: readonly ResourceInstance['provider'][],
  gap: (words: string) => void,
): T {
  let text = JSON.stringify(body)
  for (const { from, to, because } of namesOfPlaces(text, declared, providers)) {
    text = text.replaceAll(JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1))
    gap(`${from} is taken to be ${to}: ${because}`)
  }
  return JSON.parse(text) as T
}

const placeholders = /<([A-Za-z0-9_.-]{3,240})>/g

/** The end of a secret's ARN, which is no name of anything. */
const sixCharacters = '<rand>'

function unresolved(body: unknown): readonly string[] {
  const found = JSON.stringify(body).match(placeholders) ?? []
  return [...new Set(found)].filter((name) => name !== sixCharacters).toSorted()
}
