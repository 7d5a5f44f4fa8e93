import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Catalog, controlsUnder } from '../document/catalog.ts'
import type { Profile } from '../document/profile.ts'
import { shippedFrameworks, shippedNist80053 } from '../shipped/shipped.ts'
import { type ProfileSource, resolveProfile } from './resolve-profile.ts'
import { matchesGlob } from './select-controls.ts'

const metadata = {
  title: 'T',
  'last-modified': '2026-01-01T00:00:00Z',
  version: '1',
  'oscal-version': '1.1.3',
}

const catalog: Catalog = {
  uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
  metadata,
  groups: [
    {
      id: 'ac',
      title: 'Access',
      controls: [
        {
          id: 'ac-1',
          title: 'One',
          params: [{ id: 'ac-1_p', label: 'how often' }],
          parts: [
            { id: 'ac-1_smt', name: 'statement', prose: 'Do it {{ insert: param, ac-1_p }}.' },
            { id: 'ac-1_gdn', name: 'guidance', prose: 'Like this.' },
          ],
        },
        { id: 'ac-2', title: 'Two', controls: [{ id: 'ac-2.1', title: 'Two one' }] },
      ],
    },
    { id: 'au', title: 'Audit', controls: [{ id: 'au-1', title: 'Audit one' }] },
  ],
  'back-matter': { resources: [{ uuid: 'aaaaaaaa-0000-4000-8000-000000000009', title: 'Unused' }] },
}

const profile = (more: Partial<Profile>): Profile => ({
  uuid: 'aaaaaaaa-0000-4000-8000-000000000002',
  metadata,
  imports: [{ href: 'catalog.json' }],
  merge: { 'as-is': true },
  ...more,
})

function resolved(one: Profile, sources: Readonly<Record<string, ProfileSource>> = {}): Catalog {
  const known: Readonly<Record<string, ProfileSource>> = {
    'catalog.json': { kind: 'catalog', catalog },
    ...sources,
  }
  const result = resolveProfile(one, { sourceOf: (href) => known[href], resolvedAt: '2026-02-01T00:00:00Z' })
  if (result.kind === 'unresolved') throw new Error(result.reason)
  return result.catalog
}

const idsOf = (one: Catalog): string =>
  controlsUnder(one)
    .map(({ id }) => id)
    .join(' ')
const importing = (more: object): Partial<Profile> => ({ imports: [{ href: 'catalog.json', ...more }] })

test('NIST baselines resolve to as many controls as they have', () => {
  const nist = shippedNist80053()
  for (const { id, controlIds } of shippedFrameworks().get('nist-800-53-r5')!.baselines) {
    const one = profile({ imports: [{ href: 'nist', 'include-controls': [{ 'with-ids': controlIds }] }] })
    const got = controlsUnder(resolved(one, { nist: { kind: 'catalog', catalog: nist } }))
    assert.deepEqual(new Set(got.map((control) => control.id)), new Set(controlIds), id)
  }
})

test('without an include everything comes; an exclusion wins over an inclusion', () => {
  assert.equal(idsOf(resolved(profile({}))), 'ac-1 ac-2 ac-2.1 au-1')
  const both = {
    'include-controls': [{ 'with-ids': ['ac-1', 'au-1'] }],
    'exclude-controls': [{ 'with-ids': ['au-1'] }],
  }
  assert.equal(idsOf(resolved(profile(importing(both)))), 'ac-1')
})

test('children come along when asked for, and take the place of a parent that was not chosen', () => {
  const with1 = { 'include-controls': [{ 'with-ids': ['ac-2'], 'with-child-controls': 'yes' }] }
  assert.equal(idsOf(resolved(profile(importing(with1)))), 'ac-2 ac-2.1')
  const without = resolved(profile(importing({ 'include-controls': [{ 'with-ids': ['ac-2'] }] })))
  assert.equal(idsOf(without), 'ac-2')
  const orphan = resolved(profile(importing({ 'include-controls': [{ 'with-ids': ['ac-2.1'] }] })))
  assert.deepEqual(
    orphan.groups?.[0]?.controls?.map(({ id }) => id),
    ['ac-2.1'],
  )
})

test('controls are chosen by pattern', () => {
  const one = { 'include-controls': [{ matching: [{ pattern: 'a?-1*' }] }] }
  assert.equal(idsOf(resolved(profile(importing(one)))), 'ac-1 au-1')
})

test('a pattern is matched in linear time, as a simple matcher does', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
      (pattern, text) => {
        const simple = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        assert.equal(matchesGlob(pattern, text), simple.test(text))
      },
    ),
  )
  assert.equal(matchesGlob('*a'.repeat(40), `${'a'.repeat(5000)}b`), false)
})

test('as-is keeps the groups, nothing said makes a flat list, custom builds its own', () => {
  assert.deepEqual(
    resolved(profile({})).groups?.map(({ id }) => id),
    ['ac', 'au'],
  )
  const { merge: _, ...flat } = profile({})
  assert.equal(resolved(flat).groups, undefined)
  assert.equal(idsOf(resolved(flat)), 'ac-1 ac-2 ac-2.1 au-1')
  const custom = resolved(
    profile({
      merge: {
        custom: {
          groups: [
            {
              id: 'own',
              title: 'Own',
              'insert-controls': [
                { order: 'descending', 'include-controls': [{ 'with-ids': ['ac-1', 'au-1'] }] },
              ],
            },
          ],
        },
      },
    }),
  )
  assert.deepEqual(
    custom.groups?.[0]?.controls?.map(({ id }) => id),
    ['au-1', 'ac-1'],
  )
})

test('of a control that two imports bring, use-first keeps one', () => {
  const imports = [
    { href: 'catalog.json', 'include-controls': [{ 'with-ids': ['ac-1'] }] },
    { href: 'catalog.json', 'include-controls': [{ 'with-ids': ['ac-1', 'au-1'] }] },
  ]
  const merged = resolved(profile({ imports, merge: { 'as-is': true, combine: { method: 'use-first' } } }))
  assert.equal(idsOf(merged), 'ac-1 au-1')
  assert.equal(
    idsOf(resolved(profile({ imports, merge: { 'as-is': true, combine: { method: 'merge' } } }))),
    'ac-1 au-1',
  )
  assert.equal(
    idsOf(resolved(profile({ imports, merge: { 'as-is': true, combine: { method: 'keep' } } }))),
    'ac-1 ac-1 au-1',
  )
})

test('parameters are set, parts are removed and added where it says', () => {
  const changed = resolved(
    profile({
      modify: {
        'set-parameters': [
          { 'param-id': 'ac-1_p', values: ['yearly'], props: [{ name: 'set', value: 'yes' }] },
        ],
        alters: [
          {
            'control-id': 'ac-1',
            removes: [{ 'by-name': 'guidance' }],
            adds: [
              {
                'by-id': 'ac-1_smt',
                position: 'after',
                parts: [{ id: 'ac-1_own', name: 'note', prose: 'Ours.' }],
              },
              { position: 'starting', props: [{ name: 'priority', value: 'P1' }] },
            ],
          },
        ],
      },
    }),
  )
  const [control] = controlsUnder(changed)
  assert.deepEqual(control?.params?.[0]?.values, ['yearly'])
  assert.deepEqual(
    control?.parts?.map(({ id }) => id),
    ['ac-1_smt', 'ac-1_own'],
  )
  assert.deepEqual(control?.props, [{ name: 'priority', value: 'P1' }])
})

test('a removal that names nothing removes nothing', () => {
  const one = resolved(profile({ modify: { alters: [{ 'control-id': 'ac-1', removes: [{}] }] } }))
  assert.equal(controlsUnder(one)[0]?.parts?.length, 2)
})

test('a profile may import a profile, by a resource of its back matter too', () => {
  const inner = profile({
    uuid: 'aaaaaaaa-0000-4000-8000-000000000003',
    ...importing({ 'exclude-controls': [{ 'with-ids': ['au-1'] }] }),
  })
  const outer = profile({
    imports: [{ href: '#aaaaaaaa-0000-4000-8000-000000000004' }],
    'back-matter': {
      resources: [
        { uuid: 'aaaaaaaa-0000-4000-8000-000000000004', rlinks: [{ href: 'x.xml' }, { href: 'inner.json' }] },
      ],
    },
  })
  assert.equal(
    idsOf(resolved(outer, { 'inner.json': { kind: 'profile', profile: inner } })),
    'ac-1 ac-2 ac-2.1',
  )
})

test('a profile that imports itself, or what nobody knows, is said to be unresolved', () => {
  const self = profile({ imports: [{ href: 'self.json' }] })
  assert.throws(() => resolved(self, { 'self.json': { kind: 'profile', profile: self } }), /imports itself/)
  assert.throws(
    () => resolved(profile({ imports: [{ href: 'nowhere.json' }] })),
    /nothing is known behind the import nowhere\.json/,
  )
})

test('ids that no source has are listed', () => {
  const one = profile(importing({ 'include-controls': [{ 'with-ids': ['ac-1', 'zz-9'] }] }))
  const result = resolveProfile(one, {
    sourceOf: () => ({ kind: 'catalog', catalog }),
    resolvedAt: '2026-01-01T00:00:00Z',
  })
  assert.deepEqual(result.kind === 'resolved' && result.unknownIds, ['zz-9'])
})
