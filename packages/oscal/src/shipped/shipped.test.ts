import assert from 'node:assert/strict'
import { test } from 'node:test'
import { controlsOf, countedControls } from '../framework/framework.ts'
import { shippedEvidenceKinds, shippedFrameworks } from './shipped.ts'

const frameworks = shippedFrameworks()
const kinds = shippedEvidenceKinds()

/** Controls that some kind of evidence shows. */
function shownBy(frameworkId: string, without: readonly string[] = []): ReadonlySet<string> {
  const supports = kinds.filter(({ id }) => !without.includes(id)).flatMap(({ supports }) => supports)
  const shows = supports.filter(
    (support) => support.frameworkId === frameworkId && support.weight === 'shows',
  )
  return new Set(shows.flatMap(({ controlIds }) => controlIds))
}

test('each framework has as many controls as its source', () => {
  const counts = Object.fromEntries(
    [...frameworks].map(([id, framework]) => [id, countedControls(framework).length]),
  )
  assert.deepEqual(counts, {
    'nist-800-53-r5': 1007,
    'csf-2.0': 106,
    'ai-act': 90,
    cra: 53,
    dora: 145,
    gdpr: 52,
    'iso-27001-2022': 93,
    'nis2-2024-2690': 340,
    nis2: 23,
    'soc-2': 61,
  })
  const nist = frameworks.get('nist-800-53-r5')!
  const baselines = nist.baselines.map(({ id }) => [id, controlsOf(nist, id).length])
  assert.deepEqual(baselines, [
    ['low', 149],
    ['moderate', 287],
    ['high', 370],
  ])
  assert.equal(frameworks.get('csf-2.0')!.controls.filter(({ isHeading }) => isHeading).length, 22)
})

test('incident handling in the annex of NIS2 has 45 points and letters that ask for something', () => {
  const section = countedControls(frameworks.get('nis2-2024-2690')!).filter(({ group }) => group === '3')
  assert.equal(section.length, 45)
  assert.equal(section.find(({ id }) => id === '3.2.3.c')?.reference, 'Annex, point 3.2.3(c)')
})

test('every control that evidence names exists, and nothing is named twice for one control', () => {
  for (const kind of kinds) {
    const seen = new Set<string>()
    for (const { frameworkId, controlIds } of kind.supports) {
      const known = new Set(countedControls(frameworks.get(frameworkId)!).map(({ id }) => id))
      for (const id of controlIds) {
        assert.ok(known.has(id), `${kind.id} names ${id}, which ${frameworkId} does not count`)
        assert.ok(!seen.has(`${frameworkId} ${id}`), `${kind.id} names ${id} of ${frameworkId} twice`)
        seen.add(`${frameworkId} ${id}`)
      }
    }
  }
})

test('each kind says why it is evidence, and none counts longer than twice its cadence', () => {
  for (const { id, cadenceSeconds, expiresAfterSeconds, supports } of kinds) {
    assert.ok(expiresAfterSeconds <= 2 * cadenceSeconds && expiresAfterSeconds >= cadenceSeconds, id)
    assert.ok(supports.length > 0, id)
    for (const { because } of supports) assert.match(because, /[.]$/, `${id}: ${because}`)
  }
  assert.equal(new Set(kinds.map(({ id }) => id)).size, kinds.length)
})

test('at least 45 of the 67 home controls of MODERATE can be live, also without a scanner for vulnerabilities', () => {
  const home = controlsOf(frameworks.get('nist-800-53-r5')!, 'moderate').filter(({ id }) =>
    /^(au|ir|si|ca|ra)-/.test(id),
  )
  assert.equal(home.length, 67)
  const live = (without: readonly string[]): number =>
    home.filter(({ id }) => shownBy('nist-800-53-r5', without).has(id)).length
  assert.ok(live([]) >= 47, `${live([])}`)
  assert.ok(live(['vulnerability-check']) >= 45, `${live(['vulnerability-check'])}`)
})

test('at least 36 of the 45 items of incident handling can be live', () => {
  const section = countedControls(frameworks.get('nis2-2024-2690')!).filter(({ group }) => group === '3')
  const shown = shownBy('nis2-2024-2690')
  assert.ok(section.filter(({ id }) => shown.has(id)).length >= 36)
})

test('policies, plans and training are never shown by evidence of operation', () => {
  const shown = shownBy('nist-800-53-r5')
  for (const id of ['au-1', 'ir-1', 'ir-2', 'ir-8', 'si-1', 'ca-1', 'ra-1', 'at-2', 'at-3', 'cp-2'])
    assert.ok(!shown.has(id), id)
})
