import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { FilterRecord } from './filter-record.ts'
import { parseFilter } from './parse-filter.ts'
import { predicateOf } from './predicate.ts'
import { recordWith } from './record-fixture.ts'

const found = (filter: string, changed: Partial<FilterRecord> = {}) =>
  predicateOf(parseFilter(filter))(recordWith(changed))

function all(filters: readonly string[], changed: Partial<FilterRecord> = {}): void {
  for (const filter of filters) assert.equal(found(filter, changed), true, `should be found: ${filter}`)
}

function none(filters: readonly string[], changed: Partial<FilterRecord> = {}): void {
  for (const filter of filters) assert.equal(found(filter, changed), false, `should not be found: ${filter}`)
}

describe('words', () => {
  test('a bare word is looked for anywhere in the record, ignoring case; several words must all be there', () => {
    all(['', '  ', 'createuser', 'CreateUser aws-cli', String.raw`"\"USERAGENT\":\"aws"`])
    none(['deleteuser', 'CreateUser nothing'])
  })

  test('a bare word with wildcards is looked for anywhere too', () => {
    all(['create*agent', 'aws-cli/?.0', '*'])
    none(['aws-cli/??.0', 'agent*create'])
  })

  test('quotes make wildcards literal, and parts in and out of quotes make one word', () => {
    all(['"2*2"', '"two words"*end'], { raw: 'x 2*2 two words and the END' })
    none(['"2*2"'], { raw: '2 x 2' })
  })

  test('a backslash is itself, and is found in JSON where it is doubled', () => {
    all([String.raw`"C:\Windows\System32"`, String.raw`ACME\anna`], {
      raw: JSON.stringify({ path: String.raw`c:\windows\system32`, user: String.raw`ACME\Anna` }),
    })
  })

  test('letters beyond ASCII are found as typed, in lower and in upper case, and where JSON escapes them', () => {
    for (const raw of ['Müller', 'müller', 'MÜLLER', '{"name":"M\\u00FCller"}', '{"name":"m\\u00fcller"}'])
      all(['müller', 'MÜLLER', 'Müller'], { raw })
    none(['müller'], { raw: 'mueller' })
  })
})

describe('fields', () => {
  test('a value is the whole field, ignoring case; wildcards stand for the rest', () => {
    all(['action:createuser', 'ACTION:CreateUser', 'identity:aws:*:assumed-role/deploy', 'action:Create*'])
    none(['action:create', 'action:CreateUse?r', 'identity:deploy'])
  })

  test('a value may hold colons, backslashes and, in quotes, quotes', () => {
    all([String.raw`identity:windows:ACME\anna`], { identity_key: String.raw`windows:ACME\anna` })
    all([String.raw`host:"a\"b"`], { host: 'a"b' })
  })

  test('a star alone asks whether there is a value at all', () => {
    all(['action:*', 'not host:*', 'chain:*', 'ip:*', 'raw:*'])
    none(['host:*', 'destination_ip:*'])
    none(['chain:*'], { chain: [] })
  })

  test('an empty value is asked for with empty quotes', () => {
    all(['host:""', 'destination_ip:""'])
    none(['action:""'])
  })

  test('the chain is searched hop by hop, by identity', () => {
    all(['chain:github:acme/*', 'chain:aws:service/ec2.amazonaws.com'])
    none(['chain:github:acme', 'chain:oidc-federation*'])
  })

  test('ids are compared as they are', () => {
    all(['event:e1', 'event:e*'])
    none(['event:E1'])
  })

  test('a group after a field holds values of that field', () => {
    all(['action:(DeleteUser or CreateUser)', 'action:(create* not *group)', 'identity:(aws:* or github:*)'])
    none(['action:(DeleteUser or CreateGroup)'])
  })
})

describe('numbers and names', () => {
  test('classes, severities and outcomes are given by name or number', () => {
    all(['class:3001', 'class:"account change"', 'severity:informational', 'status:success', 'status:1'])
    none(['class:3002', 'status:failure'])
  })

  test('comparisons and ranges include the ends they name', () => {
    all(['severity:>=high', 'severity:>3', 'severity:[3 TO 4]', 'severity:[high to *]', 'severity:<=4'], {
      severity_id: 4,
    })
    none(['severity:>high', 'severity:<high', 'severity:[0 TO 3]', 'severity:[* TO 3]'], { severity_id: 4 })
  })
})

describe('instants', () => {
  test('a day is the whole day, a minute the whole minute', () => {
    all(['time:2026-03-01', 'time:2026-03-01T08:30', 'time:>=2026-03-01', 'time:<=2026-03-01'])
    none(['time:2026-03-02', 'time:2026-03-01T08:31', 'time:>2026-03-01', 'time:<2026-03-01'])
  })

  test('an offset is heeded', () => {
    all(['time:2026-03-01T09:30:00+01:00', 'time:[2026-03-01T08:00Z TO 2026-03-01T09:00Z]'])
    none(['time:2026-03-01T08:30:00+01:00'])
  })
})

describe('addresses', () => {
  test('networks hold addresses of both versions, however they are written', () => {
    all(['ip:203.0.113.0/24', 'source_ip:203.0.113.7', 'ip:::ffff:203.0.113.7', 'ip:0.0.0.0/0'])
    none(['ip:203.0.112.0/24', 'destination_ip:203.0.113.7'])
    all(['ip:2001:db8::/32', 'ip:2001:0DB8:0::1'], { destination_ip: '2001:db8::1' })
    none(['ip:2001:db9::/32', 'ip:10.0.0.0/8'], { source_ip: '2001:db8::1' })
  })

  test('a range of addresses includes its ends', () => {
    all(['ip:[203.0.113.7 TO 203.0.113.9]', 'ip:[203.0.113.0 TO *]'])
    none(['ip:[203.0.113.8 TO 203.0.113.9]'])
  })

  test('what is no address is in no network, and so in the opposite of each', () => {
    for (const source_ip of ['', '-', '999.1.1.1', 'fe80::1%eth0', '1.2.3', 'host.example']) {
      none(['ip:0.0.0.0/0', 'ip:::/0'], { source_ip })
      all(['not ip:0.0.0.0/0'], { source_ip })
    }
  })

  test('a text with a wildcard is compared as text', () => {
    all(['ip:203.0.*'])
    none(['ip:204.*'])
  })
})

describe('logic', () => {
  test('not binds closest, then and, then or; no word between two conditions is and', () => {
    all(['nothing or createuser', 'createuser or nothing nothing', 'not nothing createuser'])
    none(['(createuser or nothing) nothing', 'not createuser or nothing', 'not (createuser or nothing)'])
  })

  test('words of logic are taken in any case, and searched for in quotes', () => {
    all(['createuser AND NOT nothing', 'nothing Or createuser', '"or"'], { raw: 'CreateUser or' })
  })
})

describe('properties', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  const quoted = (literal: string) => `"${literal.replace(/[\\"]/g, '\\$&')}"`

  test('any text in quotes finds the record that holds it', () => {
    fc.assert(
      fc.property(text, text, text, (before, wanted, after) => {
        assert.ok(found(quoted(wanted), { raw: before + wanted + after }))
        assert.ok(found(quoted(wanted), { raw: JSON.stringify({ key: before + wanted }) }))
        assert.ok(found(`action:${quoted(wanted)}`, { action: wanted }))
      }),
    )
  })

  test('a filter and its opposite never agree', () => {
    const clause = fc.constantFrom(
      'action:c*',
      'ip:10.0.0.0/8',
      'severity:>2',
      'host:*',
      'create',
      'time:2026-03-01',
    )
    const filters = fc.array(fc.tuple(clause, fc.constantFrom(' and ', ' or ', ' ')), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(filters, (parts) => {
        const filter = parts
          .map(([one, word]) => one + word)
          .join('')
          .replace(/(?: and | or )$/, '')
        assert.notEqual(found(filter), found(`not (${filter})`))
      }),
    )
  })
})
