import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedRegimes } from '../shipped/shipped.ts'
import { draftReport } from './draft-report.ts'
import type { IncidentFact } from './incident-facts.ts'

const fact = (value: string): IncidentFact => ({ value, cites: [{ kind: 'incident-finding', id: 'a1' }] })
const dora = shippedRegimes().get('dora')!

test('a DORA report holds every item of Articles 1 to 4, in their order', () => {
  const letters = (stage: string, article: string): string =>
    draftReport(dora, stage, {})
      .fields.flatMap(
        ({ field }) => new RegExp(`Art\\. ${article}\\((\\w)\\)`).exec(field.article)?.[1] ?? [],
      )
      .join('')
  for (const stage of ['initial', 'intermediate', 'final']) assert.equal(letters(stage, '1'), 'abcdefg')
  assert.equal(letters('initial', '2'), 'abcdefghij')
  assert.equal(letters('intermediate', '3'), 'abcdefghijkl')
  assert.equal(letters('final', '4'), 'abcdef')
})

test('a field is filled with its sources, and a fact without a source fills nothing', () => {
  const draft = draftReport(dora, 'initial', {
    description: fact('Keys of a deploy user were used from abroad.'),
    discovery: { value: 'A rule fired.', cites: [] },
  })
  const byId = new Map(draft.fields.map((field) => [field.field.id, field]))
  const description = byId.get('description')!
  assert.equal(description.kind, 'filled')
  assert.deepEqual(description.kind === 'filled' && description.lines[0]?.cites, [
    { kind: 'incident-finding', id: 'a1' },
  ])
  assert.equal(byId.get('discovery')!.kind, 'missing')
})

test('with nothing known every field but the type of report is missing, and says what to do', () => {
  for (const regime of shippedRegimes().values())
    for (const { id } of regime.stages) {
      const draft = draftReport(regime, id, {})
      const open = draft.fields.filter(({ field }) => field.id !== 'submission-type')
      assert.ok(open.length > 0)
      for (const field of open)
        assert.ok(field.kind === 'missing' && field.toDo.length > 10, `${regime.id} ${id}`)
      assert.equal(draft.missingCount, open.length)
    }
})

test('a field that takes several facts names those that are not known', () => {
  const draft = draftReport(dora, 'initial', { 'entity-name': fact('Acme Insurance') })
  const entity = draft.fields.find(({ field }) => field.id === 'entity')!
  assert.deepEqual(entity.kind === 'filled' && entity.notKnown, ['entity-identifier', 'entity-type'])
})

test('a condition is told where a field may be left out', () => {
  const draft = draftReport(dora, 'final', {})
  const recurrence = draft.fields.find(({ field }) => field.id === 'recurrence')!
  assert.match(recurrence.kind === 'missing' ? recurrence.toDo : '', /^Required only where applicable\./)
})

test('a stage that a regime does not have is refused', () => {
  assert.throws(() => draftReport(dora, 'early-warning', {}), /has no stage/)
})
