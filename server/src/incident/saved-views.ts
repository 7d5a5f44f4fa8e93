import { randomUUID } from 'node:crypto'
import type { NewSavedView, SavedView, SavedViewList } from '@countersign/api/incident-work'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { State } from '../platform/state/state.ts'
import { storableText } from './storable.ts'
import type { ViewRecord } from './tables.ts'
import { addView, changeView, countOwnViews, deleteView, viewsFor } from './view-store.ts'

const viewsPerPersonMax = 100
const viewsListedMax = 1000

/** Named states of the console's pages: one's own, and those that people of the operator share with each other. */
export interface SavedViews {
  readonly list: (person: Person) => Promise<SavedViewList>
  /** Errors: FORBIDDEN when somebody of a tenant shares one, CONFLICT beyond 100 of one's own. */
  readonly add: (person: Person, view: NewSavedView) => Promise<SavedView>
  /** Errors: NOT_FOUND when it is not one's own. */
  readonly change: (person: Person, viewId: string, view: NewSavedView) => Promise<SavedView>
  readonly remove: (person: Person, viewId: string) => Promise<void>
}

export function openSavedViews({
  state,
  clock,
}: {
  readonly state: State
  readonly clock: Clock
}): SavedViews {
  const recordOf = (
    person: Person,
    viewId: string,
    { shared = false, ...view }: NewSavedView,
  ): ViewRecord => {
    if (shared && !isOfOperator(person))
      throw new CountersignError('FORBIDDEN', 'views are shared among the people of the operator')
    return {
      view_id: viewId,
      owner_id: person.personId,
      owner: person.name,
      page: view.page,
      name: storableText(view.name),
      search: storableText(view.search),
      shared,
      changed_at: new Date(clock.now()),
    }
  }
  return {
    list: async (person) => {
      const views = await state.asOperator((tx) =>
        viewsFor(tx, person.personId, isOfOperator(person), viewsListedMax),
      )
      return { items: views.filter((view) => maySee(person, view)).map((view) => viewShape(view, person)) }
    },
    add: async (person, view) => {
      const record = recordOf(person, randomUUID(), view)
      return state.asOperator(async (tx) => {
        if ((await countOwnViews(tx, person.personId)) >= viewsPerPersonMax)
          throw new CountersignError('CONFLICT', `you have ${viewsPerPersonMax} views; remove one first`)
        await addView(tx, record)
        return viewShape(record, person)
      })
    },
    change: async (person, viewId, view) => {
      const record = recordOf(person, viewId, view)
      const changed = await state.asOperator((tx) => changeView(tx, record))
      if (changed === undefined) throw new CountersignError('NOT_FOUND', 'no such view of yours')
      return viewShape(changed, person)
    },
    remove: async (person, viewId) => {
      if (!(await state.asOperator((tx) => deleteView(tx, person.personId, viewId))))
        throw new CountersignError('NOT_FOUND', 'no such view of yours')
    },
  }
}

const operatorRoles: ReadonlySet<Person['role']> = new Set([
  'operator-admin',
  'detection-engineer',
  'analyst',
  'auditor',
])
const isOfOperator = ({ role }: Person) => operatorRoles.has(role)

/** Another's view may name tenants that this person does not know of. */
function maySee(person: Person, view: ViewRecord): boolean {
  if (view.owner_id === person.personId) return true
  const visible: ReadonlySet<string> = new Set(person.tenantIds)
  return tenantsNamed(view.search).every((tenantId) => visible.has(tenantId))
}

/** As the console writes them, a JSON list, or as the API takes them, separated by commas. */
function tenantsNamed(search: string): readonly string[] {
  const text = new URLSearchParams(search).get('tenant') ?? ''
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return list.map(String)
  } catch {
    // Not a JSON list.
  }
  return text.split(',').filter(Boolean)
}

function viewShape(view: ViewRecord, person: Person): SavedView {
  return {
    viewId: view.view_id,
    page: view.page,
    name: view.name,
    search: view.search,
    shared: view.shared,
    owner: view.owner,
    isMine: view.owner_id === person.personId,
    changedAt: view.changed_at.toISOString(),
  }
}
