import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fields } from './field.ts'
import { describeFilterError, FilterError } from './filter-error.ts'
import { filterLimits } from './filter-limits.ts'
import { parseFilter } from './parse-filter.ts'
import { whereOf } from './where.ts'

function refusalOf(text: string): string {
  try {
    parseFilter(text)
  } catch (error) {
    assert.ok(error instanceof FilterError, String(error))
    return describeFilterError(error)
  }
  return assert.fail(`${text} was taken`)
}

describe('what is no filter', () => {
  test('an unknown field says what was meant, or which fields there are', () => {
    assert.match(
      refusalOf('idntity:x'),
      /^At character 1: there is no field "idntity". Did you mean identity\?/,
    )
    assert.match(refusalOf('a user:x'), /^At character 3: .*Did you mean identity\?/)
    assert.match(refusalOf('zzzzzz:x'), /Known fields: identity, chain, action, .*raw\./)
    assert.match(refusalOf('https://example.com'), /put it in quotes/)
  })

  test('what was begun has to be finished', () => {
    assert.match(refusalOf('action:"open'), /^At character 8: this quote is not closed/)
    assert.match(refusalOf('a (b or c'), /^At character 3: this parenthesis is not closed/)
    assert.match(refusalOf('a)'), /^At character 2: no parenthesis is open here/)
    assert.match(refusalOf('a and'), /^At character 6: a value has to stand here/)
    assert.match(refusalOf('or a'), /^At character 1: something has to stand before "or"/)
    assert.match(refusalOf('()'), /a value has to stand here/)
    assert.match(refusalOf('action:'), /^At character 8: a value has to stand here/)
    assert.match(refusalOf('severity:[1 TO'), /a range is written \[from TO to\]/)
    assert.match(refusalOf('severity:[1 2]'), /a range is written/)
    assert.match(refusalOf('""'), /looks for nothing/)
  })

  test('a value has to be one of its field', () => {
    assert.match(refusalOf('severity:enormous'), /"enormous" is no severity. Use a number or a name: Unknown/)
    assert.match(refusalOf('class:nothing'), /is no class/)
    assert.match(refusalOf('severity:h*'), /takes no wildcards/)
    assert.match(refusalOf('ip:10.0.0.0/33'), /no address or network/)
    assert.match(refusalOf('ip:10.0.0'), /no address or network/)
    assert.match(refusalOf('ip:>10.0.0.1'), /write a network/)
    assert.match(refusalOf('time:yesterday'), /is no instant/)
    assert.match(refusalOf('time:2026-02-30'), /is no instant/)
    assert.match(refusalOf('action:>a'), /has no order/)
    assert.match(refusalOf('severity:[high TO low]'), /ends before it begins/)
    assert.match(refusalOf('ip:[10.0.0.9 TO 10.0.0.1]'), /ends before it begins/)
  })

  test('length, depth and number of conditions are bounded', () => {
    assert.match(refusalOf('x'.repeat(filterLimits.textMaxChars + 1)), /at most 4000 characters/)
    assert.match(refusalOf('('.repeat(1000)), /at most 20 deep/)
    assert.match(refusalOf(`${'not '.repeat(100)}a`), /at most 20 deep/)
    assert.match(refusalOf('a '.repeat(filterLimits.clausesMax + 1)), /at most 100 conditions/)
    assert.ok(parseFilter('a '.repeat(filterLimits.clausesMax)))
  })
})

describe('properties', () => {
  const fragments = fc.constantFrom(
    ...fields.map(({ name }) => `${name}:`),
    '(',
    ')',
    '"',
    '\\',
    '*',
    '?',
    '[',
    ']',
    ' TO ',
    ' and ',
    ' or ',
    ' not ',
    '>=',
    '<',
    '10.0.0.0/8',
    '2026-03-01',
    'high',
    "'; DROP TABLE events; --",
    "file('/etc/passwd')",
    '{f0:String}',
    '\u0000',
    '\ud800',
    '😀',
  )
  const texts = fc.array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 30 })

  test('any text is a filter or is refused at a place within it', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('')
        try {
          parseFilter(text)
        } catch (error) {
          assert.ok(error instanceof FilterError, String(error))
          assert.ok(error.position >= 0 && error.position <= text.length)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('nothing that was typed becomes part of the SQL', () => {
    // Own words of where.ts, names of columns, parameters and digits; nothing else may occur.
    const known =
      /^(?:[\s(),=<>]|->|'\s'|\+ 1|AND|OR|NOT|LIKE|BETWEEN|\d+|lower|position|positionCaseInsensitive|substring|arrayExists|hop|notEmpty|ifNull|toIPv6OrNull|toIPv6OrDefault|toIPv6|fromUnixTimestamp64Milli|\{f\d+:(?:String|Int64)\}|[a-z]+_[a-z_]+|raw|host|action|resource|format|time|chain)*$/
    fc.assert(
      fc.property(texts, (parts) => {
        let where: ReturnType<typeof whereOf>
        try {
          where = whereOf(parseFilter(parts.join('')))
        } catch (error) {
          assert.ok(error instanceof FilterError)
          return
        }
        assert.match(where.sql, known)
      }),
      { numRuns: 2000 },
    )
  })
})
