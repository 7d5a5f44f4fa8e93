import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteSigner, verifierKeyText } from './note/note-key.ts'
import { formatPolicy, isQuorum, parsePolicy } from './policy.ts'

const seedOf = (byte: number) => new Uint8Array(32).fill(byte)
const log = noteSigner('log.example/a', 'ed25519', seedOf(1))
const witness = (byte: number) => noteSigner(`witness.example/${byte}`, 'ed25519-cosignature', seedOf(byte))
const vkey = (byte: number) => verifierKeyText(witness(byte))

const twoLevels = `# who must have seen it
log ${verifierKeyText(log)} https://log.example/a

witness X1 ${vkey(2)}
witness X2 ${vkey(3)}
witness X3 ${vkey(4)}
group X 2 X1 X2 X3
\twitness Y1 ${vkey(5)} https://y1.example
group all-of-them all X Y1
quorum all-of-them
`

test('a quorum of groups counts each witness once', () => {
  const policy = parsePolicy(twoLevels)
  assert.equal(policy.logs[0]?.url, 'https://log.example/a')
  assert.deepEqual(
    policy.witnesses.map(({ name }) => name),
    ['X1', 'X2', 'X3', 'Y1'],
  )
  assert.ok(isQuorum(policy.quorum, new Set(['X1', 'X3', 'Y1'])))
  assert.equal(isQuorum(policy.quorum, new Set(['X1', 'Y1'])), false)
  assert.equal(isQuorum(policy.quorum, new Set(['X1', 'X2', 'X3'])), false)
})

test('a policy without witnesses asks for none', () => {
  assert.ok(isQuorum(parsePolicy(formatPolicy([log.verifierKey], [], 0)).quorum, new Set()))
})

test('a policy made here reads as it was meant', () => {
  const keys = [2, 3].map((byte) => ({ name: `W${byte}`, key: witness(byte).verifierKey }))
  const policy = parsePolicy(formatPolicy([log.verifierKey], keys, 2))
  assert.deepEqual(policy.witnesses, keys)
  assert.equal(isQuorum(policy.quorum, new Set(['W2'])), false)
  assert.ok(isQuorum(policy.quorum, new Set(['W2', 'W3'])))
})

test('what no policy may be is refused, with the line', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /exactly one quorum/],
    ['quorum none\nquorum none\n', /exactly one quorum/],
    ['quorum W\n', /line 1 .*no witness and no group W/],
    [`witness W ${vkey(2)}\nwitness V ${vkey(2)}\nquorum none`, /line 2 .*twice/],
    [`witness W ${vkey(2)}\nwitness W ${vkey(3)}\nquorum none`, /line 2 .*taken/],
    [`witness none ${vkey(2)}\nquorum none`, /taken/],
    [`witness W ${verifierKeyText(log)}\nquorum none`, /log key/],
    [`log ${vkey(2)}\nquorum none`, /witness key/],
    [`witness W ${vkey(2)}\ngroup g 2 W\nquorum g`, /threshold/],
    [`witness W ${vkey(2)}\ngroup g 0 W\nquorum g`, /threshold/],
    [`witness W ${vkey(2)}\ngroup g any W W\nquorum g`, /already/],
    ['hello\nquorum none', /line 1/],
  ]
  for (const [text, reason] of cases)
    assert.throws(() => parsePolicy(text), { code: 'TLOG_FORMAT', message: reason })
})
