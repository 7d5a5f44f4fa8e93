import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { snoozeChoices, snoozeMaxDays } from './snooze-times.ts'

const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

test('every choice lies ahead and within what the server takes', () => {
  fc.assert(
    fc.property(moment, (now) => {
      for (const { untilMs } of snoozeChoices(now.getTime())) {
        assert.ok(untilMs > now.getTime())
        assert.ok(untilMs <= now.getTime() + snoozeMaxDays * 86_400_000)
      }
    }),
  )
})

test('Monday is one, at eight by the clock on the wall', () => {
  fc.assert(
    fc.property(moment, (now) => {
      const monday = snoozeChoices(now.getTime()).find(({ name }) => name.includes('Monday'))
      const date = new Date(monday?.untilMs ?? Number.NaN)
      assert.deepEqual([date.getDay(), date.getHours(), date.getMinutes()], [1, 8, 0])
    }),
  )
})

test('this evening is not offered in the evening', () => {
  const names = (hour: number) => snoozeChoices(new Date(2026, 5, 10, hour).getTime()).map(({ name }) => name)
  assert.ok(names(9).some((name) => name.includes('evening')))
  assert.ok(!names(19).some((name) => name.includes('evening')))
})
