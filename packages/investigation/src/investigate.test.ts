import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkExplanation } from '@countersign/explanation/citation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import fc from 'fast-check'
import { claimIds } from './claim-id.ts'
import type { Facts } from './facts.ts'
import { anna, sampleFacts, sampleSubject, startMs } from './facts-fixture.ts'
import { evidenceFound, type Investigation, investigate } from './investigate.ts'
import { type QuestionId, questions } from './question.ts'

const texts = ({ explanation, answers }: Investigation, question: QuestionId) =>
  (answers.find((one) => one.question === question)?.claims ?? []).map(
    (at) => explanation.claims[at]?.text ?? '',
  )

function changed(parts: Partial<Facts>): Investigation {
  return investigate(sampleSubject(), sampleFacts(parts))
}

describe('the story of an incident', () => {
  test('answers every question, and each claim belongs to one', () => {
    const { explanation, answers } = changed({})
    assert.deepEqual(
      answers.map(({ question }) => question),
      questions.map(({ id }) => id),
    )
    assert.deepEqual(
      answers.flatMap(({ claims }) => claims),
      explanation.claims.map((_, at) => at),
    )
    for (const { claims } of answers) assert.ok(claims.length > 0)
  })

  test('cites only what was found', () => {
    const { explanation } = changed({})
    assert.deepEqual(checkExplanation(explanation, evidenceFound(sampleSubject(), sampleFacts())), [])
  })

  test('is the same, to the hash, for the same facts, and another for others', () => {
    const hash = (investigation: Investigation) => explanationHash(investigation.explanation)
    assert.equal(hash(changed({})), hash(changed({})))
    assert.notEqual(hash(changed({})), hash(changed({ reach: { known: false, reason: 'it took too long' } })))
  })

  test('says in one sentence who it was, what is new about it, and what is not known', () => {
    assert.equal(
      changed({}).explanation.statement,
      'On 3 March 2025 between 09:00 and 09:05 UTC, the IAM user anna, for whom user:lena answers, did what ' +
        '2 reported events show; 1 of 2 actions were new for it in the 43 days held; 1 other identity shared its ' +
        'session or address; what it could reach is not known.',
    )
  })

  test('is told oldest first: what changed before, then what was reported', () => {
    const moments = changed({}).explanation.timeline ?? []
    assert.deepEqual(
      moments.map(({ phase, text }) => `${phase}: ${text}`),
      [
        'before: The IAM user bob did “CreateAccessKey” on “anna”.',
        'during: The IAM user anna did “DeleteTrail”.',
        'during: The IAM user anna failed to do “CreateUser” on “backup”.',
      ],
    )
  })
})

describe('an answer', () => {
  test('that took too long says so, and nothing is claimed in its place', () => {
    const told = changed({ company: { known: false, reason: 'it took more than 20 seconds' } })
    assert.deepEqual(texts(told, 'company'), [
      'It is not known who else did the same or shares its session or address: it took more than 20 seconds.',
    ])
  })

  test('of what was never done before names the logs behind it, and is inferred', () => {
    const { explanation, answers } = changed({})
    const [at] = answers.find(({ question }) => question === 'first-time')?.claims ?? []
    const claim = explanation.claims[at ?? -1]
    assert.equal(
      claim?.text,
      'The IAM user anna had not done “DeleteTrail” before; nobody else of the tenant had either. Logs behind this: ' +
        'aws-cloudtrail since 19 January 2025, with records on 43 of 43 days.',
    )
    assert.equal(claim?.certainty, 'inferred')
    assert.ok(claim?.cites.some(({ kind }) => kind === 'coverage'))
  })

  test('of what was never done before is unknown where the logs are too short to tell', () => {
    const { value } = sampleFacts()['first-time'] as { value: { logs: readonly { days: number }[] } }
    const logs = value.logs.map((log) => ({ ...log, days: 2 }))
    const told = changed({ 'first-time': { known: true, value: { ...value, logs } as never } })
    const claims = told.explanation.claims.filter(({ text }) => text.includes('had not done'))
    assert.ok(claims.length > 0)
    for (const { kind, certainty } of claims) assert.deepEqual([kind, certainty], ['missing', 'unknown'])
    assert.match(told.explanation.statement, /too short to tell/)
  })

  test('that finds an owner nowhere says that nobody is known to answer', () => {
    const who = { known: true, value: [{ identityKey: anna, mandates: [], cites: [] }] } as const
    const told = changed({ who })
    assert.deepEqual(texts(told, 'who'), [
      'The IAM user anna is not in the inventory.',
      'No mandate of the IAM user anna was in force: nobody said what it may do.',
    ])
    assert.match(told.explanation.statement, /for whom nobody is known to answer/)
  })

  test('of a source that fell silent longer than usual says that what happened then is not known', () => {
    assert.deepEqual(texts(changed({}), 'sight'), [
      'The source “trail” delivered records of 40 of 48 hours between 2 March 2025, 09:00 UTC and 4 March 2025, 09:00 UTC.',
      'It was silent for 7 hours from 3 March 2025, 00:00 UTC, and in the days before its longest silence was 2 hours: what happened then is not known.',
    ])
  })

  test('of a source that had only begun does not call that a silence', () => {
    const { sight } = sampleFacts()
    assert.ok(sight.known)
    const [source] = sight.value.sources
    assert.ok(source !== undefined)
    const { usualSilenceMs: _, ...rest } = source
    const begun = { ...rest, longestSilence: { fromMs: sight.value.fromMs, toMs: startMs } }
    const told = changed({ sight: { known: true, value: { ...sight.value, sources: [begun] } } })
    assert.equal(
      texts(told, 'sight')[1],
      'Its records begin only on 3 March 2025, 09:00 UTC; what came before is not known.',
    )
  })

  test('of an address that many use does not speak against anybody', () => {
    const companions = [{ identityKey: anna, events: 1, cites: [{ kind: 'event', id: 'e9' }] }] as const
    const shared = [{ by: 'address', value: '192.0.2.1', companions, total: 40 }] as const
    const window = { fromMs: startMs, toMs: startMs, cites: [] }
    const told = changed({ company: { known: true, value: { ...window, shared } } })
    assert.equal(told.explanation.claims.find(({ text }) => text.includes('192.0.2.1'))?.kind, 'against')
  })
})

test('whatever a log wrote, the story holds, is visible and bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (hostile) => {
      const [first, ...rest] = sampleSubject().events
      const subject = sampleSubject({
        actors: [hostile],
        events: [{ ...first, action: hostile, resource: hostile, identityKey: hostile } as never, ...rest],
      })
      const { explanation } = investigate(subject, sampleFacts())
      assert.deepEqual(checkExplanation(explanation, evidenceFound(subject, sampleFacts())), [])
      assert.equal(explanationHash(explanation).length, 64)
      const said = [
        explanation.statement,
        ...explanation.claims.map(({ text }) => text),
        ...(explanation.timeline ?? []).map(({ text }) => text),
      ]
      for (const text of said) assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
  )
})

test('the id of a claim is of this run alone', () => {
  const one = changed({}).explanation
  const other = investigate(sampleSubject({ tenantId: 'bank' }), sampleFacts()).explanation
  const ids = new Set(claimIds(one))
  assert.equal(ids.size, one.claims.length)
  assert.ok(claimIds(other).every((id) => !ids.has(id)))
})
