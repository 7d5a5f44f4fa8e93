import { addressName, type Filling, identityName, rareWord, tenantName } from './fill.ts'

export type Question = { readonly name: string; readonly url: string }

const day = 86_400_000

/** What people ask, from a look at one tenant to a hunt through everything. */
export function questionsOf({ endMs, days }: Filling): readonly Question[] {
  const rare = identityName(3, 200)
  const busy = identityName(3, 0)
  const address = addressName(3, 3000)
  const week = { from: endMs - 12 * day, to: endMs - 5 * day }
  const all = { from: endMs - days * day, to: endMs }
  const lastDay = { from: endMs - day, to: endMs }
  const of = (path: string, name: string, span: Span, q: string, more = '') => ({
    name,
    url: `/api/events${path}?${query(span, q)}${more}`,
  })
  const one = `&tenant=${tenantName(3)}`
  return [
    of('', 'quiet identity, a week, its tenant', week, `identity:${rare}`, one),
    of('', 'quiet identity, a week, all tenants', week, `identity:${rare}`),
    of('', 'quiet identity, 30 days, all tenants', all, `identity:${rare}`),
    of('', 'busy identity, 30 days, all tenants', all, `identity:${busy}`),
    of('', 'identity by wildcard, 30 days, all tenants', all, 'identity:*Deploy-20?'),
    of('', 'unknown identity, 30 days, all tenants', all, 'identity:nobody'),
    of('', 'newest events, all tenants', all, ''),
    of('', 'a common word, a day, all tenants', lastDay, 'ConsoleLogin'),
    of('', 'a rare word, a day, all tenants', lastDay, rareWord.text),
    of('', 'a rare word, a week, its tenant', week, rareWord.text, one),
    of('', 'a rare word, 30 days, all tenants', all, rareWord.text),
    of('', 'an address, 30 days, its tenant', all, `ip:${address}`, one),
    of('', 'an address, 30 days, all tenants', all, `ip:${address}`),
    of('', 'a network, 30 days, all tenants', all, 'ip:10.3.11.0/24'),
    of('/histogram', 'histogram, 30 days, all tenants', all, ''),
    of('/histogram', 'histogram of an identity, 30 days, all', all, `identity:${rare}`),
    of('/values', 'busiest identities, 30 days, all tenants', all, '', '&field=identity'),
    of('/export', 'export, first 100 rows, identity, all', all, `identity:${busy}`, '&limit=100'),
  ]
}

type Span = { readonly from: number; readonly to: number }

function query({ from, to }: Span, q: string): string {
  const iso = (ms: number) => new Date(ms).toISOString()
  return new URLSearchParams({ from: iso(from), to: iso(to), q }).toString()
}
