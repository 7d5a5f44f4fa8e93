import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { judgedNews } from './judged-news.ts'

const [shop, bank] = ['shop' as TenantId, 'bank' as TenantId]
const planned: readonly PlannedCorrelation[] = []
const hour = (hourMs: number, content: string) => ({ ruleId: 'a-rule', hourMs, content })

test('an hour is judged again when its rows are others, and not otherwise', () => {
  const judged = judgedNews()
  const first = [hour(0, 'x'), hour(3_600_000, 'y')]
  assert.deepEqual(judged.unjudged(shop, planned, first), first)
  judged.remember(shop, planned, first)
  assert.deepEqual(judged.unjudged(shop, planned, first), [])
  const grown = [hour(0, 'x'), hour(3_600_000, 'z')]
  assert.deepEqual(judged.unjudged(shop, planned, grown), [hour(3_600_000, 'z')])
})

test('other correlations judge everything anew, and tenants are told apart', () => {
  const judged = judgedNews()
  const news = [hour(0, 'x')]
  judged.remember(shop, planned, news)
  assert.deepEqual(judged.unjudged(bank, planned, news), news)
  assert.deepEqual(judged.unjudged(shop, [...planned], news), news)
})
