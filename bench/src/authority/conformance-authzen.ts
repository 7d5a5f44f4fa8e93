import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { ConformanceRow } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import { type CertificationCase, faultOf } from './authzen-case.ts'
import {
  certification,
  gateway,
  idp,
  type SearchData,
  searchScenario,
  type TodoPerson,
  todo,
  todoRoles,
} from './authzen-scenario.ts'
import { type Ask, type AuthzenServer, startAuthzenServer } from './authzen-server.ts'

const area = 'authzen'
const folder = 'identity/authzen'

type Vector = {
  readonly request: Readonly<Record<string, unknown>>
  readonly expected: unknown
}

/** Every case over real HTTP, with the fixture's rules set up through the API as a tenant's own. */
export async function conformanceAuthzen(): Promise<readonly ConformanceRow[]> {
  if (corpus(`${folder}/certification-cases.json`) === undefined)
    return [{ area, set: 'certification', score: 0, total: 0, misses: [], missing: missingCorpus(folder) }]
  const server = await startAuthzenServer()
  try {
    return [...(await certificationRows(server)), ...(await interopRows(server))]
  } finally {
    await server.stop()
  }
}

async function certificationRows(server: AuthzenServer): Promise<readonly ConformanceRow[]> {
  const { cases, levels } = read<{
    readonly cases: readonly CertificationCase[]
    readonly levels: Readonly<Record<string, unknown>>
  }>('certification-cases.json')
  const ask = await server.tenantWith('certification', certification)
  const earlier = new Map()
  const faults = new Map<string, string>()
  for (const one of cases) {
    const fault = await faultOf(ask, one, earlier)
    if (fault !== undefined) faults.set(one.id, fault)
  }
  return Object.keys(levels).map((level) => {
    const own = cases.filter(({ sub_level }) => sub_level === level)
    return row(
      `certification ${level}`,
      own.map(({ id }) => [id, faults.get(id)]),
    )
  })
}

async function interopRows(server: AuthzenServer): Promise<readonly ConformanceRow[]> {
  const todoVectors = read<Readonly<Record<string, readonly Vector[]>>>('interop/todo-decisions-1_0-02.json')
  const people = peopleIn(todoVectors.evaluation ?? [])
  const todoAsk = await server.tenantWith('todo', todo(people))
  const gatewayAsk = await server.tenantWith('gateway', gateway(people))
  const searchAsk = await server.tenantWith('search', searchScenario(searchData()))
  const idpAsk = await server.tenantWith('idp', idp(read('interop/idp-data-records.json')))
  const gatewayVectors = read<{ readonly evaluation: readonly Vector[] }>('interop/gateway-decisions.json')
  const search = (kind: string) =>
    read<{ readonly evaluation: readonly Vector[] }>(`interop/search-${kind}-results.json`).evaluation
  const idpVectors = read<{ readonly search: readonly Vector[] }>('interop/idp-results.json').search
  return [
    await vectorRow('interop todo', todoVectors.evaluation ?? [], decides(todoAsk, 'evaluation')),
    await vectorRow('interop todo batch', todoVectors.evaluations ?? [], decides(todoAsk, 'evaluations')),
    await vectorRow('interop gateway', gatewayVectors.evaluation, decides(gatewayAsk, 'evaluation')),
    await vectorRow('interop search subject', search('subject'), finds(searchAsk, 'subject')),
    await vectorRow('interop search resource', search('resource'), finds(searchAsk, 'resource')),
    await vectorRow('interop search action', search('action'), finds(searchAsk, 'action')),
    await vectorRow('interop idp', idpVectors, finds(idpAsk, 'resource')),
  ]
}

/** Each person asks first about somebody else and last about themselves: that is their address. */
function peopleIn(vectors: readonly Vector[]): readonly TodoPerson[] {
  const emails = new Map<string, string>()
  for (const { request } of vectors) {
    const { subject, action, resource } = request as Readonly<Record<string, { id: string; name: string }>>
    if (action?.name === 'can_read_user') emails.set(subject?.id ?? '', resource?.id ?? '')
  }
  return [...emails].map(([id, email], at) => ({ id, email, roles: todoRoles[at] ?? [] }))
}

function searchData(): SearchData {
  return { users: read('interop/search-data-users.json'), records: read('interop/search-data-records.json') }
}

type Judge = (vector: Vector) => Promise<string | undefined>

async function vectorRow(set: string, vectors: readonly Vector[], judge: Judge): Promise<ConformanceRow> {
  const outcomes: (readonly [string, string | undefined])[] = []
  for (const vector of vectors) outcomes.push([JSON.stringify(vector.request), await judge(vector)])
  return row(set, outcomes)
}

function decides(ask: Ask, endpoint: 'evaluation' | 'evaluations'): Judge {
  return async ({ request, expected }) => {
    const { body } = await ask({ path: `/access/v1/${endpoint}`, body: request })
    const got =
      endpoint === 'evaluation'
        ? body.decision
        : (body.evaluations as readonly { decision: boolean }[]).map(({ decision }) => ({ decision }))
    return isDeepStrictEqual(got, expected) ? undefined : JSON.stringify(got)
  }
}

/** Results compare as sets. */
function finds(ask: Ask, kind: string): Judge {
  return async ({ request, expected }) => {
    const { body } = await ask({ path: `/access/v1/search/${kind}`, body: request })
    const set = (results: unknown) =>
      new Set((results as readonly unknown[]).map((one) => JSON.stringify(one)))
    const wanted = set((expected as { readonly results: readonly unknown[] }).results)
    const got = set(body.results ?? [])
    return isDeepStrictEqual(got, wanted) ? undefined : [...got].join(' ')
  }
}

function row(set: string, outcomes: readonly (readonly [string, string | undefined])[]): ConformanceRow {
  const misses = outcomes.flatMap(([what, fault]) => (fault === undefined ? [] : [`${what}: ${fault}`]))
  return { area, set, score: outcomes.length - misses.length, total: outcomes.length, misses }
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(corpus(`${folder}/${file}`) ?? '', 'utf8')) as T
}
