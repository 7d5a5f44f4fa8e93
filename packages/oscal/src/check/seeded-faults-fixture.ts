import type { DocumentKind } from '../document/document.ts'
import type { NamedDocument } from '../emit/emit-documents.ts'
import type { ReferenceFaultKind } from './reference-fault.ts'

/** One way to break a sound set, which the schema does not see. */
export type SeededFault = {
  readonly name: string
  readonly kind: ReferenceFaultKind
  readonly seed: (documents: NamedDocument[]) => void
}

const nowhere = 'dddddddd-0000-4000-8000-00000000dead'

/** Replaces what stands at a pointer of the document of a kind. Fails when nothing stands there. */
function edit(
  documents: readonly NamedDocument[],
  kind: DocumentKind,
  pointer: string,
  change: (value: unknown) => unknown,
): void {
  const path = pointer.split('/').slice(1)
  const last = path.pop() ?? ''
  const root = documents.find(({ document }) => document[kind] !== undefined)?.document[kind]
  const holder = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], root)
  const at = holder as Record<string, unknown>
  if (!(last in at)) throw new Error(`${kind} has nothing at ${pointer}`)
  at[last] = change(at[last])
}

const replaced = (
  name: string,
  fault: ReferenceFaultKind,
  kind: DocumentKind,
  pointer: string,
  value: unknown,
): SeededFault => ({ name, kind: fault, seed: (documents) => edit(documents, kind, pointer, () => value) })

const grown = (
  name: string,
  fault: ReferenceFaultKind,
  kind: DocumentKind,
  pointer: string,
  more: object,
): SeededFault => ({
  name,
  kind: fault,
  seed: (documents) => edit(documents, kind, pointer, (value) => ({ ...(value as object), ...more })),
})

const repeated = (
  name: string,
  fault: ReferenceFaultKind,
  kind: DocumentKind,
  pointer: string,
  more: object,
): SeededFault => ({
  name,
  kind: fault,
  seed: (documents) =>
    edit(documents, kind, pointer, (value) => {
      const list = value as readonly object[]
      return [...list, { ...list[0], ...more }]
    }),
})

/** A resource of the plan's back matter. */
function filed(name: string, kind: ReferenceFaultKind, href: string, value: string): SeededFault {
  const rlinks = [{ href, hashes: [{ algorithm: 'SHA-256', value }] }]
  const resources = [{ uuid: 'eeeeeeee-0000-4000-8000-000000000001', rlinks }]
  const more = { 'back-matter': { resources } }
  return {
    name,
    kind,
    seed: (documents) => {
      const plan = documents.find(({ document }) => document[ssp] !== undefined)!
      Object.assign(plan.document[ssp] as object, more)
    },
  }
}

const ar = 'assessment-results'
const ap = 'assessment-plan'
const ssp = 'system-security-plan'
const poam = 'plan-of-action-and-milestones'
const observation = '/results/0/observations/0'
const finding = '/results/0/findings/0'
const requirement = '/control-implementation/implemented-requirements'

function withFirstStatement(
  documents: readonly NamedDocument[],
  change: (statement: Record<string, unknown>) => void,
): void {
  edit(documents, ssp, requirement, (value) => {
    const answered = (value as readonly Record<string, unknown>[]).find(
      (one) => one.statements !== undefined,
    )!
    const [statement] = answered.statements as readonly Record<string, unknown>[]
    change(statement!)
    return value
  })
}

export const seededFaults: readonly SeededFault[] = [
  grown('a finding relates to an observation that is not there', 'dangling-observation', ar, `${finding}`, {
    'related-observations': [{ 'observation-uuid': nowhere }],
  }),
  grown('a finding relates to a risk that is not there', 'dangling-risk', ar, `${finding}`, {
    'related-risks': [{ 'risk-uuid': nowhere }],
  }),
  grown(
    'an item of the plan of action relates to a risk that is not there',
    'dangling-risk',
    poam,
    '/poam-items/0',
    { 'related-risks': [{ 'risk-uuid': nowhere }] },
  ),
  grown('a risk relates to an observation that is not there', 'dangling-observation', poam, '/risks/0', {
    'related-observations': [{ 'observation-uuid': nowhere }],
  }),
  grown(
    'an item of the plan of action relates to a finding that is not there',
    'dangling-finding',
    poam,
    '/poam-items/0',
    { 'related-findings': [{ 'finding-uuid': nowhere }] },
  ),
  replaced(
    'a finding points to a statement of the plan that is not there',
    'dangling-implementation',
    ar,
    `${finding}/implementation-statement-uuid`,
    nowhere,
  ),
  replaced(
    'a finding is about a statement that the catalog does not have',
    'unknown-target',
    ar,
    `${finding}/target/target-id`,
    'au-99_smt',
  ),
  replaced(
    'an observation is on a component that is not there',
    'dangling-subject',
    ar,
    `${observation}/subjects/0/subject-uuid`,
    nowhere,
  ),
  replaced(
    'an observation says that a component is a user',
    'dangling-subject',
    ar,
    `${observation}/subjects/0/type`,
    'user',
  ),
  replaced(
    'an observation was made by a tool that is not there',
    'dangling-actor',
    ar,
    `${observation}/origins/0/actors/0/actor-uuid`,
    nowhere,
  ),
  replaced(
    'an observation says that a tool is a party',
    'dangling-actor',
    ar,
    `${observation}/origins/0/actors/0/type`,
    'party',
  ),
  replaced(
    'an observation belongs to a task that is not planned',
    'dangling-task',
    ar,
    `${observation}/origins/0/related-tasks/0/task-uuid`,
    nowhere,
  ),
  replaced(
    'a task runs an activity that is not defined',
    'dangling-activity',
    ap,
    '/tasks/0/associated-activities/0/activity-uuid',
    nowhere,
  ),
  replaced(
    'an assessment platform uses a component that is not there',
    'dangling-component',
    ap,
    '/assessment-assets/assessment-platforms/0/uses-components/0/component-uuid',
    nowhere,
  ),
  replaced(
    'the results import a plan that is not there',
    'import-unresolved',
    ar,
    '/import-ap/href',
    './another-plan.json',
  ),
  replaced(
    'the results import a document of another kind',
    'import-wrong-kind',
    ar,
    '/import-ap/href',
    './system-security-plan.json',
  ),
  replaced(
    'a component answers to a profile that is not there',
    'import-unresolved',
    'component-definition',
    '/components/0/control-implementations/0/source',
    './other-profile.json',
  ),
  replaced(
    'evidence was collected after it expired',
    'time-reversed',
    ar,
    `${observation}/expires`,
    '2020-01-01T00:00:00Z',
  ),
  replaced(
    'the result ends before it starts',
    'time-reversed',
    ar,
    '/results/0/start',
    '2030-01-01T00:00:00Z',
  ),
  replaced(
    'evidence was collected after the document was made',
    'time-outside',
    ar,
    `${observation}/collected`,
    '2026-11-24T23:00:00Z',
  ),
  replaced(
    'the document was made before its evidence',
    'time-outside',
    poam,
    '/metadata/last-modified',
    '2020-01-01T00:00:00Z',
  ),
  replaced(
    'a reviewed control is not in the profile',
    'unknown-control',
    ap,
    '/reviewed-controls/control-selections/0/include-controls/0/control-id',
    'au-13',
  ),
  replaced(
    'the plan answers a control that is not in the profile',
    'unknown-control',
    ssp,
    `${requirement}/0/control-id`,
    'zz-1',
  ),
  replaced(
    'a component answers a control that is not in the profile',
    'unknown-control',
    'component-definition',
    '/components/0/control-implementations/0/implemented-requirements/0/control-id',
    'zz-1',
  ),
  replaced(
    'a profile chooses a control that its catalog does not have',
    'unknown-control',
    'profile',
    '/imports/0/include-controls/0/with-ids/0',
    'zz-1',
  ),
  {
    name: 'the plan answers a statement of another control',
    kind: 'unknown-statement',
    seed: (documents) =>
      withFirstStatement(documents, (statement) => {
        statement['statement-id'] = 'zz-1_smt'
      }),
  },
  {
    name: 'the plan speaks of a component that is not there',
    kind: 'dangling-component',
    seed: (documents) =>
      withFirstStatement(documents, (statement) => {
        const [first] = statement['by-components'] as readonly Record<string, unknown>[]
        first!['component-uuid'] = nowhere
      }),
  },
  repeated('the plan answers a control twice', 'duplicate-requirement', ssp, requirement, { uuid: nowhere }),
  grown(
    'the plan sets a parameter that the catalog does not have',
    'unknown-parameter',
    ssp,
    '/control-implementation',
    { 'set-parameters': [{ 'param-id': 'zz-1_prm', values: ['x'] }] },
  ),
  repeated('two parties have one UUID', 'duplicate-uuid', ssp, '/metadata/parties', {}),
  {
    name: 'two findings have one UUID',
    kind: 'duplicate-uuid',
    seed: (documents) => {
      for (const at of [0, 1]) edit(documents, ar, `/results/0/findings/${at}/uuid`, () => nowhere)
    },
  },
  repeated('two roles have one id', 'duplicate-id', ap, '/metadata/roles', {}),
  repeated('two controls have one id', 'duplicate-id', 'catalog', '/groups/0/controls', {}),
  replaced(
    'somebody responsible is nobody',
    'dangling-party',
    ssp,
    '/metadata/responsible-parties/0/party-uuids',
    [nowhere],
  ),
  replaced(
    'somebody is responsible in a role that is not there',
    'dangling-role',
    ssp,
    '/metadata/responsible-parties/0/role-id',
    'wizard',
  ),
  replaced(
    'a user has a role that is not there',
    'dangling-role',
    ssp,
    '/system-implementation/users/0/role-ids',
    ['wizard'],
  ),
  grown('a party belongs to an organisation that is not there', 'dangling-party', ar, '/metadata/parties/0', {
    'member-of-organizations': [nowhere],
  }),
  grown('a party is at a location that is not there', 'dangling-location', ar, '/metadata/parties/1', {
    'location-uuids': [nowhere],
  }),
  grown('a link names a resource that is not there', 'dangling-resource', ssp, '/metadata', {
    links: [{ href: `#${nowhere}`, rel: 'reference' }],
  }),
  replaced(
    'a file of evidence did not come along',
    'attachment-missing',
    ar,
    `${observation}/relevant-evidence/0/href`,
    'evidence/lost.json',
  ),
  filed(
    'a file has another hash than is stated',
    'attachment-hash',
    'evidence/detection-run.json',
    'ef'.repeat(32),
  ),
  filed('a hash is too short', 'attachment-hash', 'evidence/detection-run.json', 'cd'),
  filed(
    'a file of the back matter did not come along',
    'attachment-missing',
    'policies/lost.pdf',
    'cd'.repeat(32),
  ),
]
