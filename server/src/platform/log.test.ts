import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CountersignError } from './errors.ts'
import { openLog } from './log.ts'

const secret = 'A'.repeat(43)

function written(format: 'json' | 'text', write: (log: ReturnType<typeof openLog>) => void): string {
  let text = ''
  const destination = { write: (line: string) => (text += line) }
  write(openLog('debug', { format, destination }))
  return text
}

test('fields that hold secrets or what a customer sent are never written', () => {
  for (const format of ['json', 'text'] as const) {
    const text = written(format, (log) => {
      log.info({ token: 'canary', cookie: 'canary', source: { key: 'canary', raw: 'canary' } }, 'one')
      log.info({ req: { headers: { authorization: 'canary' }, url: '/?q=canary' }, body: 'canary' }, 'two')
    })
    assert.ok(!text.includes('canary'), text)
    assert.match(text, /one[\s\S]*two/)
  }
})

test('what looks like a secret of ours is cut out of any field', () => {
  const text = written('json', (log) => {
    log.warn({ why: `cs_12345678_${secret}`, link: `http://h/#token=${secret}` }, `Bearer ${secret}`)
    log.warn({ address: 'postgresql://app:hunter2@db/x' }, 'no way in')
  })
  assert.ok(!text.includes(secret) && !text.includes('hunter2'), text)
  assert.match(text, /cs_12345678_…/)
})

test('an error is told without what an engine or a parser quotes, in its causes too', () => {
  const engine = new Error(`Code: 27. DB::Exception: Cannot parse input: expected '\\t' before: 'canary'`)
  const database = Object.assign(new Error('invalid input syntax for type json'), {
    code: '22P02',
    detail: 'Token "canary" is invalid.',
    where: 'JSON data, line 1: canary',
    parameters: ['canary'],
  })
  let broken: unknown
  try {
    JSON.parse('canary')
  } catch (error) {
    broken = error
  }
  for (const cause of [engine, database, broken]) {
    const text = written('json', (log) => {
      log.error({ err: new CountersignError('LAKE_DOWN', 'no room', { cause }) }, 'a batch')
    })
    assert.ok(!text.includes('canary'), text)
    const { err } = JSON.parse(text) as {
      err: { message: string; frames: string[]; cause: { type: string } }
    }
    assert.deepEqual([err.message, err.cause.type.endsWith('Error')], ['no room', true])
    assert.ok(err.frames.some((frame) => frame.includes('log.test.ts')))
  }
})

test('frames are frames, even when a message of several lines looks like some', () => {
  const error = new Error('first\n    at canary (canary:1:1)')
  assert.ok(!written('json', (log) => log.error({ err: error }, 'x')).includes('canary'))
})

test('the system’s own errors keep their path', () => {
  const error = Object.assign(new Error(`ENOSPC: no space left on device, open '/var/lib/x'`), {
    syscall: 'open',
  })
  assert.match(
    written('text', (log) => log.error({ err: error }, 'x')),
    /open '\/var\/lib\/x'/,
  )
})

test('text is one visible line for a person: time, level, words, fields', () => {
  const text = written('text', (log) => log.warn({ what: 'a\u001b[2Jb\nc', count: 3 }, 'odd'))
  assert.match(text, /^\d\d:\d\d:\d\d {2}warn {2}odd {2}what=a\\u\{1b\}\[2Jb c {2}count=3\n$/)
})

test('json is one object a line', () => {
  const text = written('json', (log) => log.info({ rules: 3 }, 'rules'))
  const { level, rules, msg, time } = JSON.parse(text) as Record<string, unknown>
  assert.deepEqual([level, rules, msg], [30, 3, 'rules'])
  assert.ok(!Number.isNaN(Date.parse(String(time))))
})
