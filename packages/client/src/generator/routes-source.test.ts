import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapeFinder } from './named-shapes.ts'
import { routesSource } from './routes-source.ts'

const person = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 9 }, role: { enum: ['viewer', 'owner'] } },
}
const found = shapeFinder([
  { name: 'Person', module: '@countersign/api/person', schema: person },
  { name: 'Somebody', module: '@countersign/api/person', schema: person },
  { name: 'Word', module: '@countersign/api/common', schema: { type: 'string' } },
])

test('a shape is found by what it says, whatever the order of its keys, and the first of equals is taken', () => {
  const { type, required, properties } = person
  assert.equal(found({ properties, required, type })?.name, 'Person')
  assert.equal(found({ ...person, required: [] }), undefined)
  assert.equal(found({ ...person, required: ['role'] }), undefined)
})

test('a map is found in either way of writing it', () => {
  const counts = (map: object) => ({ type: 'object', properties: { counts: { type: 'object', ...map } } })
  const number = { type: 'integer' }
  const schema = counts({ patternProperties: { '^.*$': number } })
  const find = shapeFinder([{ name: 'Counts', module: '@countersign/api/common', schema }])
  assert.equal(find(counts({ additionalProperties: number }))?.name, 'Counts')
  assert.equal(find(counts({ patternProperties: { '^a': number } })), undefined)
})

test('a plain word stays a word, though something is named like it', () => {
  assert.equal(found({ type: 'string' }), undefined)
})

test('a section imports the shapes that it names, and writes out the others', () => {
  const answer = {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: person } },
  }
  const files = routesSource(
    {
      tags: [{ name: 'People' }],
      paths: {
        '/api/people': {
          get: {
            tags: ['People'],
            responses: { '200': { content: { 'application/json': { schema: answer } } } },
          },
        },
      },
    },
    found,
  )
  const text = files.get('routes/people.ts') ?? ''
  assert.match(text, /^import type \{ Person \} from '@countersign\/api\/person'$/m)
  assert.match(text, /readonly answer: \{ readonly "items": readonly \(Person\)\[\] \}/)
  assert.equal(text.includes('maxLength'), false)
})
