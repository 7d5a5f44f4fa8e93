import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openMetrics } from './registry.ts'

const sampleLine =
  /^[a-z][a-z0-9_]*(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (?:[-+0-9.e]+|[+-]Inf|NaN)$/

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

test('counters add up per set of labels, in the text format', async () => {
  const metrics = openMetrics()
  const requests = metrics.counter({
    name: 'requests_total',
    help: 'Requests.',
    labels: { receiver: ['a', 'b'] },
  })
  requests.add(2, { receiver: 'a' })
  requests.add(3, { receiver: 'a' })
  requests.add(1, { receiver: 'b' })
  assert.match(
    await metrics.text(),
    /# HELP requests_total Requests\.\n# TYPE requests_total counter\nrequests_total\{receiver="a"\} 5\nrequests_total\{receiver="b"\} 1\n/,
  )
})

test('a value that was not declared counts as other, so labels never grow with what is sent', async () => {
  const metrics = openMetrics()
  const closed = metrics.counter({ name: 'closed_total', help: '', labels: { receiver: ['a'] } })
  const open = metrics.counter({ name: 'open_total', help: '', labels: { tenant: { valuesMax: 2 } } })
  for (let index = 0; index < 100; index++) {
    closed.add(1, { receiver: `x${index}` })
    open.add(1, { tenant: `t${index}` })
  }
  const text = await metrics.text()
  assert.deepEqual(
    lines(text).filter((line) => line.startsWith('closed')),
    ['closed_total{receiver="other"} 100'],
  )
  assert.deepEqual(
    lines(text).filter((line) => line.startsWith('open')),
    ['open_total{tenant="t0"} 1', 'open_total{tenant="t1"} 1', 'open_total{tenant="other"} 98'],
  )
})

test('buckets of a histogram are cumulative and end with everything', async () => {
  const metrics = openMetrics()
  const histogram = metrics.histogram({ name: 'wait_seconds', help: '', buckets: [0.1, 1] })
  for (const seconds of [0.1, 0.5, 0.5, 7]) histogram.observe(seconds, {})
  assert.deepEqual(
    lines(await metrics.text()).filter((line) => line.startsWith('wait')),
    [
      'wait_seconds_bucket{le="0.1"} 1',
      'wait_seconds_bucket{le="1"} 3',
      'wait_seconds_bucket{le="+Inf"} 4',
      'wait_seconds_sum 8.1',
      'wait_seconds_count 4',
    ],
  )
})

test('a gauge that fails is left out and counted, and the rest is told', async () => {
  const metrics = openMetrics()
  metrics.gauge({ name: 'broken', help: '', read: () => Promise.reject(new Error('no')) })
  metrics.gauge({ name: 'well', help: '', read: () => [{ value: 1, labels: {} }] })
  await metrics.text()
  const text = await metrics.text()
  assert.ok(!text.includes('# TYPE broken'))
  assert.match(text, /^well 1$/m)
  assert.match(text, /^countersign_metric_failures_total\{metric="broken"\} 1$/m)
})

test('a name is registered once', () => {
  const metrics = openMetrics()
  metrics.counter({ name: 'a_total', help: '' })
  assert.throws(() => metrics.counter({ name: 'a_total', help: '' }))
  assert.throws(() => metrics.counter({ name: 'Bad name', help: '' }))
})

test('any label value is one readable line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.double(), async (tenant, value) => {
      const metrics = openMetrics()
      const labels = { tenant: { valuesMax: 1 } }
      metrics.gauge({ name: 'one', help: 'x', labels, read: () => [{ value, labels: { tenant } }] })
      const told = lines(await metrics.text())
      assert.equal(told.length, 1, JSON.stringify(told))
      assert.match(told[0] ?? '', sampleLine)
    }),
  )
})
