import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { routePathOf } from './route-path.ts'

test('a plain path is decoded once and told from its query', () => {
  assert.deepEqual(routePathOf('/a%20b/c?x=1?y'), { kind: 'path', path: '/a b/c', query: 'x=1?y' })
  assert.deepEqual(routePathOf('/%2561'), { kind: 'path', path: '/%61', query: '' })
})

for (const target of [
  '',
  'a',
  '/a/../b',
  '/a/%2e%2e/b',
  '/.',
  '/a//b',
  '/a%2fb',
  '/a%5Cb',
  '/a\\b',
  '/%',
  '/%ff',
  '/a%00',
  '/a;x',
  '/a%0d',
])
  test(`${JSON.stringify(target)} is refused: two programs may read it as two paths`, () => {
    assert.equal(routePathOf(target).kind, 'refused')
  })

test('whatever is let through is a path that a second reading leaves alone', () => {
  const target = fc.oneof(fc.webPath(), fc.stringMatching(/^\/[a./%25eE\\]{0,12}$/))
  fc.assert(
    fc.property(target, (text) => {
      const route = routePathOf(text)
      if (route.kind === 'refused') return
      assert.equal(
        new URL(encodeURI(route.path).replaceAll('?', '%3F'), 'http://x').pathname,
        encodeURI(route.path).replaceAll('?', '%3F'),
      )
    }),
  )
})
