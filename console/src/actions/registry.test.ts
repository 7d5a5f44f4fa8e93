import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionCatalogue, actionIds } from './catalogue.ts'
import { chordOf } from './key-chord.ts'
import { ActionRegistry } from './registry.ts'

const key = (pressed: string, more = {}) => ({
  key: pressed,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

test('a key runs the action of the page that was added last', () => {
  const registry = new ActionRegistry()
  const ran: string[] = []
  registry.add({ 'queue.down': { run: () => ran.push('queue') } })
  const panel = registry.add({ 'event.down': { run: () => ran.push('panel') } })
  assert.equal(registry.press(key('j'), 0), true)
  panel.remove()
  registry.press(key('j'), 1)
  assert.deepEqual(ran, ['panel', 'queue'])
})

test('a sequence runs within a second and not after it', () => {
  const registry = new ActionRegistry()
  let ran = 0
  registry.add({ 'go.queue': { run: () => (ran += 1) } })
  registry.press(key('g'), 0)
  registry.press(key('q'), 900)
  assert.equal(ran, 1)
  registry.press(key('g'), 2_000)
  registry.press(key('q'), 3_001)
  assert.equal(ran, 1)
})

test('a blocked action does not run and says why', () => {
  const registry = new ActionRegistry()
  let ran = 0
  registry.add({ 'incident.resolve': { run: () => (ran += 1), blocked: 'It is resolved already.' } })
  assert.equal(registry.run('incident.resolve'), false)
  assert.equal(registry.handlerOf('incident.resolve')?.blocked, 'It is resolved already.')
  assert.equal(ran, 0)
})

test('a key nobody takes is left to the browser', () => {
  assert.equal(new ActionRegistry().press(key('z'), 0), false)
  assert.equal(chordOf(key('Shift', { shiftKey: true })), undefined)
  assert.equal(chordOf(key('E', { shiftKey: true })), 'shift+e')
  assert.equal(chordOf(key('?', { shiftKey: true })), '?')
})

test('no two actions of one section share a key', () => {
  for (const section of new Set(actionIds.map((id) => actionCatalogue[id].section))) {
    const keys = actionIds
      .filter((id) => actionCatalogue[id].section === section)
      .flatMap((id) => actionCatalogue[id].keys as readonly string[])
    assert.equal(new Set(keys).size, keys.length, section)
  }
})
