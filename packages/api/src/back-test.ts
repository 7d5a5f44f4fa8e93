import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** POST /api/rule-tests: a rule or correlation against what tenants sent, before it goes live. */
export const NewBackTest = Type.Object({
  tenantIds: Type.Array(Type.String({ maxLength: 63 }), { minItems: 1, maxItems: 20, uniqueItems: true }),
  days: Type.Integer({ minimum: 1, maximum: 90 }),
  /** One Sigma document, new or with the id of a rule in force. */
  yaml: Type.Optional(Type.String({ minLength: 1, maxLength: 200_000 })),
  /** Instead of `yaml`: a rule as it is installed, switched off or not. */
  ruleId: Type.Optional(Type.String({ maxLength: 200 })),
})
export type NewBackTest = Static<typeof NewBackTest>

/** A finding that only one of the two versions makes. */
export const BackTestSample = Type.Object({
  findingId: Type.String(),
  time: Instant,
  /** The events it rests on, oldest first, at most 20. */
  eventIds: Type.Array(Type.String()),
  action: Type.String(),
  identityKey: Type.Union([Type.String(), Type.Null()]),
  host: Type.Union([Type.String(), Type.Null()]),
  sourceIp: Type.Union([Type.String(), Type.Null()]),
  resource: Type.Union([Type.String(), Type.Null()]),
  matched: Type.Array(Type.Object({ selection: Type.String(), field: Type.String(), value: Type.String() })),
})
export type BackTestSample = Static<typeof BackTestSample>

const Count = Type.Object({
  /** By the version in force; 0 when there is none. */
  before: Type.Integer(),
  /** By the version that is tested. */
  after: Type.Integer(),
})

/** The difference that going live would make. */
export const BackTestResult = Type.Object({
  findings: Count,
  newFindings: Type.Integer(),
  goneFindings: Type.Integer(),
  /** Incidents that these findings alone would make; with other rules they may join others. */
  incidentsAlone: Count,
  /** Of those, incidents that only the version in force makes, newest first, at most 20; absent in older tests. */
  goneIncidents: Type.Optional(
    Type.Array(Type.Object({ title: Type.String(), firstAt: Instant, lastAt: Instant })),
  ),
  perDay: Type.Array(Type.Object({ day: Type.String(), ...Count.properties })),
  firstNew: Type.Array(BackTestSample),
  firstGone: Type.Array(BackTestSample),
  /** Records whose format needs lines that came before them; they are not judged. */
  unreadable: Type.Integer(),
  /** Findings beyond what is compared one by one; they are in the counts per day. */
  uncompared: Type.Integer(),
})
export type BackTestResult = Static<typeof BackTestResult>

/** One tenant's part of a test. */
export const BackTestOfTenant = Type.Object({
  tenantId: Type.String(),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('cancelled'),
    Type.Literal('failed'),
  ]),
  /** Events read so far, newest first, of those in the span. */
  scanned: Type.Integer(),
  total: Type.Integer(),
  failure: Type.Union([Type.String(), Type.Null()]),
  result: Type.Union([BackTestResult, Type.Null()]),
})
export type BackTestOfTenant = Static<typeof BackTestOfTenant>

/** GET /api/rule-tests/:testId */
export const BackTest = Type.Object({
  testId: Type.String(),
  ruleId: Type.String(),
  title: Type.String(),
  kind: Type.Union([Type.Literal('rule'), Type.Literal('correlation')]),
  by: Type.String(),
  createdAt: Instant,
  from: Instant,
  to: Instant,
  tenants: Type.Array(BackTestOfTenant),
})
export type BackTest = Static<typeof BackTest>

/** GET /api/rule-tests: the last 50, newest first, without their results. */
export const BackTestList = Type.Object({ items: Type.Array(BackTest) })
export type BackTestList = Static<typeof BackTestList>
