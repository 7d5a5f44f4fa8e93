import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import type { Access } from './access.ts'
import { type DataStore, dataStoresOf, readsStore } from './data-store.ts'
import type { EscalationEdge } from './escalation-edge.ts'
import { type EscalationGraph, escalationGraph } from './escalation-graph.ts'
import type { StatementRef } from './placed-statement.ts'
import { type Standing, standingKey } from './standing.ts'

/** A way from one principal to what it was not given. */
export type EscalationPath = {
  /** ARN of whoever can take it. */
  readonly principal: string
  readonly hops: readonly EscalationEdge[]
  /** Running an account, or reading a store that the principal itself may not read. */
  readonly outcome: 'admin' | 'data'
  /** ARN of the principal that runs the account, or of the store. */
  readonly escalatesTo: string
  /** The last call, where the path ends at a store. */
  readonly reads?: {
    readonly action: string
    readonly resource: string
    readonly by: readonly StatementRef[]
  }
  /** `conditional`: some hop depends on conditions that no snapshot tells. */
  readonly certainty: 'proven' | 'conditional'
  readonly unsure: readonly string[]
  readonly assumes: readonly string[]
}

export type EscalationPaths = {
  readonly paths: readonly EscalationPath[]
  /** Principals for whom a bound was reached: they may have more paths than are told. */
  readonly cut: readonly string[]
}

export type PathBounds = {
  readonly hopsMax: number
  /** Standings looked at for one principal. */
  readonly standingsMax: number
  readonly pathsPerPrincipalMax: number
}

export const defaultPathBounds: PathBounds = { hopsMax: 6, standingsMax: 2_000, pathsPerPrincipalMax: 100 }

/** The escalation paths of every user and role of a snapshot, in the order of their ARNs. */
export function escalationPaths(
  snapshot: AwsSnapshot,
  bounds: PathBounds = defaultPathBounds,
): EscalationPaths {
  const graph = escalationGraph(snapshot)
  const paths: EscalationPath[] = []
  const cut: string[] = []
  for (const arn of graph.world.authorities.keys()) {
    const found = pathsFrom(graph, { principal: arn }, bounds)
    paths.push(...found.paths)
    if (found.isCut) cut.push(arn)
  }
  return { paths, cut }
}

export type PathsFrom = { readonly paths: readonly EscalationPath[]; readonly isCut: boolean }

/**
 * The shortest ways from one principal to each account it does not run, and each store it may not read. What can be proven
 * is looked for first; a way that hangs on conditions is told only where nothing proven leads to the same end.
 */
export function pathsFrom(
  graph: EscalationGraph,
  start: Standing,
  bounds: PathBounds = defaultPathBounds,
): PathsFrom {
  const proven = endsOf(graph, start, walk(graph, start, bounds, true))
  const sure = proven.paths.filter(({ certainty }) => certainty === 'proven')
  const reached = new Set(sure.map(({ escalatesTo }) => escalatesTo))
  const all = endsOf(graph, start, walk(graph, start, bounds, false))
  const perhaps = all.paths.filter(
    (path) => path.certainty === 'conditional' && !reached.has(path.escalatesTo),
  )
  const paths = [...sure, ...perhaps].slice(0, bounds.pathsPerPrincipalMax)
  const isCut = proven.isCut || all.isCut || paths.length < sure.length + perhaps.length
  return { paths, isCut }
}

function endsOf(graph: EscalationGraph, start: Standing, walked: Walked): PathsFrom {
  const paths = [...adminEnds(graph, start, walked), ...dataEnds(graph, start, walked)]
  return { paths, isCut: walked.isCut }
}

/** The shortest ways from one principal to reading a store, whoever reads it; an empty list of hops is reading it itself. */
export function pathsToStore(
  graph: EscalationGraph,
  start: Standing,
  store: DataStore,
  bounds: PathBounds = defaultPathBounds,
): readonly EscalationPath[] {
  const self = graph.authorityOf(start)
  const own = self === undefined ? undefined : readsStore(self, store)
  const direct = own?.unsure.length === 0 ? [storePath(start, [], store, own)] : []
  for (const provenOnly of [true, false]) {
    const found = waysToStore(graph, start, walk(graph, start, bounds, provenOnly), store)
    if (found.length > 0) return [...direct, ...found]
  }
  return direct
}

/** Somebody who can be become, with one shortest way there. */
export type ReachedStanding = { readonly standing: Standing; readonly hops: readonly EscalationEdge[] }

/** Everybody who can be become from a start, itself first: what is proven before what hangs on conditions. */
export function reachedFrom(
  graph: EscalationGraph,
  start: Standing,
  bounds: PathBounds = defaultPathBounds,
): { readonly standings: readonly ReachedStanding[]; readonly isCut: boolean } {
  const walks = [true, false].map((provenOnly) => walk(graph, start, bounds, provenOnly))
  const found = new Map<string, ReachedStanding>()
  for (const walked of walks)
    for (const [key, end] of walked.reached)
      if (!found.has(key)) found.set(key, { standing: end.standing, hops: oneWayTo(walked, end) })
  return { standings: [...found.values()], isCut: walks.some(({ isCut }) => isCut) }
}

function oneWayTo(walked: Walked, end: Reached): readonly EscalationEdge[] {
  const [edge] = end.into
  const before = edge === undefined ? undefined : walked.reached.get(standingKey(edge.from))
  return edge === undefined || before === undefined ? [] : [...oneWayTo(walked, before), edge]
}

type Reached = { readonly standing: Standing; readonly depth: number; readonly into: EscalationEdge[] }
type Walked = { readonly reached: ReadonlyMap<string, Reached>; readonly isCut: boolean }

/** Breadth first; each standing keeps every hop that reaches it in the fewest hops. */
function walk(
  graph: EscalationGraph,
  start: Standing,
  { hopsMax, standingsMax }: PathBounds,
  provenOnly: boolean,
): Walked {
  const reached = new Map<string, Reached>([[standingKey(start), { standing: start, depth: 0, into: [] }]])
  let isCut = false
  for (const { standing, depth } of reached.values()) {
    const onward = graph.onward(standing, provenOnly)
    if (depth === hopsMax) {
      isCut ||= onward.keys().some((key) => !reached.has(key))
      continue
    }
    for (const [key, edges] of onward) {
      const known = reached.get(key)
      if (known?.depth === depth + 1) known.into.push(...edges)
      const [first] = edges
      if (known !== undefined || first === undefined) continue
      if (reached.size >= standingsMax) isCut = true
      else reached.set(key, { standing: first.to, depth: depth + 1, into: [...edges] })
    }
  }
  return { reached, isCut }
}

function accountOfStanding({ world }: EscalationGraph, { principal }: Standing): string | undefined {
  return world.authorities.get(principal)?.accountId
}

/** Ends where an account is run, unless the way led through running that account already. */
function adminEnds(graph: EscalationGraph, start: Standing, walked: Walked): readonly EscalationPath[] {
  const own = graph.isAdmin(start) ? accountOfStanding(graph, start) : undefined
  const ends = [...walked.reached.values()].filter(
    ({ standing, depth }) =>
      depth > 0 && graph.isAdmin(standing) && accountOfStanding(graph, standing) !== own,
  )
  return ends.flatMap((end) =>
    waysTo(walked, end).map((hops) =>
      pathOf(start.principal, hops, { outcome: 'admin', escalatesTo: end.standing.principal }),
    ),
  )
}

/** A store is told once for each shortest way, and not where the way already leads to running its account. */
function dataEnds(graph: EscalationGraph, start: Standing, walked: Walked): readonly EscalationPath[] {
  const run = new Set(
    [...walked.reached.values()]
      .filter(({ standing }) => graph.isAdmin(standing))
      .map(({ standing }) => accountOfStanding(graph, standing)),
  )
  const self = graph.authorityOf(start)
  return dataStoresOf(graph.world).flatMap((store) => {
    if (run.has(store.resource.accountId) || self === undefined) return []
    if (readsStore(self, store)?.unsure.length === 0) return []
    return waysToStore(graph, start, walked, store)
  })
}

function waysToStore(
  graph: EscalationGraph,
  start: Standing,
  walked: Walked,
  store: DataStore,
): readonly EscalationPath[] {
  const found: EscalationPath[] = []
  let depthFound = Number.POSITIVE_INFINITY
  for (const reached of walked.reached.values()) {
    if (reached.depth === 0 || reached.depth > depthFound) continue
    const authority = graph.authorityOf(reached.standing)
    const access = authority === undefined ? undefined : readsStore(authority, store)
    if (access === undefined) continue
    depthFound = reached.depth
    found.push(...waysTo(walked, reached).map((hops) => storePath(start, hops, store, access)))
  }
  return found
}

function storePath(
  start: Standing,
  hops: readonly EscalationEdge[],
  store: DataStore,
  { by, unsure }: Access,
): EscalationPath {
  const reads = { action: store.action, resource: store.target.arn, by }
  return pathOf(start.principal, hops, { outcome: 'data', escalatesTo: store.resource.arn, reads, unsure })
}

/** Ways to one end that are told: beyond this many they are variants of each other. */
const waysToOneEndMax = 20

function waysTo(walked: Walked, end: Reached): readonly (readonly EscalationEdge[])[] {
  if (end.depth === 0) return [[]]
  const found: (readonly EscalationEdge[])[] = []
  for (const edge of end.into) {
    const before = walked.reached.get(standingKey(edge.from))
    if (before === undefined) continue
    for (const way of waysTo(walked, before)) {
      found.push([...way, edge])
      if (found.length >= waysToOneEndMax) return found
    }
  }
  return found
}

type End = Pick<EscalationPath, 'outcome' | 'escalatesTo' | 'reads'> & { readonly unsure?: readonly string[] }

function pathOf(
  principal: string,
  hops: readonly EscalationEdge[],
  { unsure: atEnd = [], ...end }: End,
): EscalationPath {
  const unsure = [...new Set([...hops.flatMap((hop) => hop.unsure), ...atEnd])]
  return {
    principal,
    hops,
    ...end,
    certainty: unsure.length === 0 ? 'proven' : 'conditional',
    unsure,
    assumes: [...new Set(hops.flatMap(({ assumes }) => assumes))],
  }
}
