import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readReply } from './read-reply.ts'

const completion = (content: unknown) =>
  JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] })
const sentences = [{ text: 'It was anna.', claims: ['c1'] }]

test('the sentences of a chat completion are read, also from a fence of markdown', () => {
  const wanted = { kind: 'sentences', sentences }
  assert.deepEqual(readReply(completion(JSON.stringify({ sentences }))), wanted)
  assert.deepEqual(readReply(completion(`\`\`\`json\n${JSON.stringify({ sentences })}\n\`\`\``)), wanted)
})

test('an answer of another shape is unreadable as a whole', () => {
  for (const body of [
    '',
    'data: {"choices":[]}\n\ndata: [DONE]\n\n',
    '{"error":{"message":"no"}}',
    completion(null),
    completion('Here is your summary: all is well.'),
    completion('{"sentences":"none"}'),
    completion(JSON.stringify({ sentences: Array(101).fill(sentences[0]) })),
    '{"choices":{"0":',
  ])
    assert.equal(readReply(body).kind, 'unreadable', body)
})

test('a sentence of another shape is one that cites nothing', () => {
  const reply = readReply(completion(JSON.stringify({ sentences: [7, null, { text: 1, claims: 'c1' }, {}] })))
  assert.deepEqual(reply, { kind: 'sentences', sentences: Array(4).fill({ text: '', claims: [] }) })
})

test('no answer makes reading fail', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json().map(completion), fc.json()), (body) => void readReply(body)),
  )
})
