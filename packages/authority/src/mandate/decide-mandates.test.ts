import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { AccessRequest } from './access-request.ts'
import { openCedarEngine } from './cedar-engine.ts'
import { decideMandates } from './decide-mandates.ts'
import type { Mandate, MandateState } from './mandate.ts'

const engine = openCedarEngine()
const nowMs = Date.parse('2026-03-04T10:00:00Z')

const mandate = (changes: Partial<Mandate> = {}): Mandate => ({
  id: 'invoices',
  version: 1,
  identityKey: 'agent:clerk',
  sponsor: 'user:cleo@orchard.example',
  purpose: 'Files the invoices of the day',
  actions: ['invoices:Read*', 'invoices:File'],
  resources: ['invoice:2026-*'],
  tools: [],
  onBehalfOf: [],
  validFrom: '2026-03-01T00:00:00Z',
  expiresAt: '2026-04-01T00:00:00Z',
  ...changes,
})

const request = (action = 'invoices:File', id = '2026-0042', type = 'invoice'): AccessRequest => ({
  subject: { type: 'agent', id: 'agent:clerk' },
  action: { name: action },
  resource: { type, id },
})

function ask(
  mandates: readonly Mandate[],
  asked: AccessRequest = request(),
  facts: { nowMs?: number; onBehalfOf?: string } = {},
  state: MandateState = {},
) {
  return decideMandates(engine, mandates, asked, { nowMs, ...facts }, () => state)
}

describe('a mandate', () => {
  test('allows what its patterns name, and nothing else', () => {
    assert.equal(ask([mandate()]).decision.result, 'allowed')
    assert.equal(ask([mandate()], request('invoices:ReadOne')).decision.result, 'allowed')
    assert.equal(ask([mandate()], request('invoices:Delete')).verdicts[0]?.result, 'outside')
    assert.equal(ask([mandate()], request('invoices:File', '2025-0042')).decision.denial, 'implicit')
  })

  test('names its statement, and the version of its text, in the decision', () => {
    const [statement] = ask([mandate()]).decision.deciding
    assert.deepEqual(
      [statement?.policyType, statement?.policyId, statement?.statementId],
      ['mandate', 'invoices', 'scope'],
    )
    assert.match(statement?.version ?? '', /^[0-9a-f]{64}$/)
    assert.match(statement?.text ?? '', /invoices:File/)
  })

  test('ends at the moment it expires, and does not begin before its time', () => {
    const at = (time: string) => ask([mandate()], request(), { nowMs: Date.parse(time) })
    assert.equal(at('2026-03-31T23:59:59.999Z').decision.result, 'allowed')
    assert.deepEqual(at('2026-04-01T00:00:00Z').verdicts[0]?.refusedBy, ['validity'])
    assert.equal(at('2026-02-28T23:59:59Z').decision.result, 'denied')
  })

  test('lets an agent call the tools it names', () => {
    const withTools = mandate({ tools: ['ledger.*'] })
    assert.equal(ask([withTools], request('tools/call', 'ledger.post', 'tool')).decision.result, 'allowed')
    assert.equal(ask([withTools], request('tools/call', 'mail.send', 'tool')).decision.result, 'denied')
  })

  test('acts for the people it names, and not on its own when it names some', () => {
    const forCleo = mandate({ onBehalfOf: ['user:cleo@orchard.example'] })
    assert.equal(
      ask([forCleo], request(), { onBehalfOf: 'user:cleo@orchard.example' }).decision.result,
      'allowed',
    )
    assert.deepEqual(ask([forCleo], request(), { onBehalfOf: 'user:mallory' }).verdicts[0]?.refusedBy, [
      'people',
    ])
    assert.deepEqual(ask([forCleo]).verdicts[0]?.refusedBy, ['people'])
  })

  test('stops at its budget, and where nobody meters the spend', () => {
    const bounded = mandate({ budget: { amountMinor: 500, currency: 'EUR', period: 'day' } })
    assert.equal(ask([bounded], request(), {}, { spentMinor: 499 }).decision.result, 'allowed')
    assert.deepEqual(ask([bounded], request(), {}, { spentMinor: 500 }).verdicts[0]?.refusedBy, ['budget'])
    assert.deepEqual(ask([bounded]).verdicts[0]?.refusedBy, ['budget'])
  })

  test('stops above its risk; a risk that nobody assessed is not above it', () => {
    const careful = mandate({ riskMax: 'LOW' })
    assert.equal(ask([careful]).decision.result, 'allowed')
    assert.deepEqual(ask([careful], request(), {}, { risk: 'MEDIUM' }).verdicts[0]?.refusedBy, ['risk'])
  })

  test('waits for a yes where it asks for one, and says that nothing else is missing', () => {
    const waiting = mandate({ stepUp: { actions: ['invoices:File'] } })
    const asked = ask([waiting])
    assert.equal(asked.decision.result, 'denied')
    assert.equal(asked.stepUp?.id, 'invoices')
    assert.equal(ask([waiting], request(), {}, { approved: true }).decision.result, 'allowed')
    const spent = mandate({
      stepUp: { actions: ['*'] },
      budget: { amountMinor: 1, currency: 'EUR', period: 'day' },
    })
    assert.equal(ask([spent], request(), {}, { spentMinor: 1 }).stepUp, undefined)
  })
})

test('a limit says nothing about what the mandate does not grant, and no yes is asked for what it would not allow', () => {
  const ended = mandate({
    stepUp: { actions: ['*'] },
    budget: { amountMinor: 0, currency: 'EUR', period: 'day' },
  })
  const answer = ask([ended], request('ledger:Close'), { nowMs: Date.parse('2027-01-01T00:00:00Z') })
  assert.deepEqual([answer.verdicts[0]?.result, answer.stepUp], ['outside', undefined])
})

test('a spend that nobody meters is said, next to the refusal', () => {
  const bounded = mandate({ budget: { amountMinor: 500, currency: 'EUR', period: 'day' } })
  assert.match(
    ask([bounded]).decision.missing.join(),
    /What is spent under mandate invoices is not known \(nobody meters it\)/,
  )
  assert.deepEqual(ask([bounded], request(), {}, { spentMinor: 500 }).decision.missing, [])
})

test('one mandate that allows is enough, whatever limits another has', () => {
  const exhausted = mandate({ id: 'old', budget: { amountMinor: 0, currency: 'EUR', period: 'day' } })
  const { decision } = ask([exhausted, mandate()])
  assert.deepEqual([decision.result, decision.deciding[0]?.policyId], ['allowed', 'invoices'])
})

test('without a mandate nothing is allowed', () => {
  assert.deepEqual([ask([]).decision.result, ask([]).decision.denial], ['denied', 'implicit'])
})

test('a policy that fails to evaluate denies, although Cedar alone would have allowed', () => {
  const open = 'permit(principal, action, resource);'
  const guard = 'forbid(principal, action, resource) unless { context.request.approved };'
  const answer = engine.ask({ open, guard }, request(), {})
  assert.equal(answer.allowed, false)
  assert.match(answer.errors.join(), /guard/)
})

test('a text that is no policy denies, and says so', () => {
  const answer = engine.ask({ broken: 'permit(' }, request(), {})
  assert.equal(answer.allowed, false)
  assert.notEqual(answer.errors.length, 0)
})

/** What `*` means, said once more and differently. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return pattern === text
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > text.length - last.length) return false
    at = found + part.length
  }
  return true
}

const hostile = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.stringMatching(/^[ab*\\"]{0,6}$/),
  fc.constantFrom('"', '\\', '\\*', '") || true || ("', '\u0000', '\u2028', '$' + '{x}'),
)

test('a pattern matches what it says, whatever characters it and the text hold', () => {
  fc.assert(
    fc.property(hostile, hostile, (pattern, action) => {
      const asked = { ...request(action), resource: { type: 'invoice', id: '2026-1' } }
      const { decision } = ask([mandate({ actions: [pattern] })], asked)
      assert.equal(
        decision.result === 'allowed',
        matches(pattern, action),
        JSON.stringify({ pattern, action }),
      )
    }),
    { numRuns: 300 },
  )
})

test('one more mandate never takes away what was allowed', () => {
  const changes = fc.record({
    actions: fc.array(fc.constantFrom('invoices:*', 'ledger:*'), { maxLength: 2 }),
    riskMax: fc.constantFrom('LOW' as const, 'HIGH' as const),
  })
  fc.assert(
    fc.property(changes, changes, (one, other) => {
      const before = ask([mandate(one)], request(), {}, { risk: 'MEDIUM' }).decision.result
      const after = ask([mandate({ ...other, id: 'other' }), mandate(one)], request(), {}, { risk: 'MEDIUM' })
      if (before === 'allowed') assert.equal(after.decision.result, 'allowed')
    }),
    { numRuns: 50 },
  )
})
