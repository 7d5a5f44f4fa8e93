// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the language under test
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluate, type Scope } from './evaluate.ts'
import { ExpressionError } from './expression.ts'
import { parseTemplate } from './parse-template.ts'
import { fromJson, isUnknown, plainOf } from './tf-value.ts'

const names: Readonly<Record<string, unknown>> = {
  var: { env: 'prod', list: ['b', 'a'], map: { x: 1, y: 2 }, on: true },
  local: { prefix: 'acme' },
}

const scope: Scope = {
  root: (name) => (Object.hasOwn(names, name) ? fromJson(names[name]) : undefined),
  file: (path) => (path === './t.json' ? '{"bucket": "${bucket}"}' : undefined),
  step: () => {},
}

/** A text as it stands in JSON syntax. */
function valueOfText(text: string): unknown {
  return plainOf(evaluate(parseTemplate(text), scope))
}

const cases: readonly (readonly [text: string, value: unknown])[] = [
  ['plain', 'plain'],
  ['${var.env}-${local.prefix}', 'prod-acme'],
  ['${var.on ? "yes" : "no"}', 'yes'],
  ['$${aws:username}', '${aws:username}'],
  ['${1 + 2 * 3}', 7],
  ['${!var.on || var.env == "prod"}', true],
  ['${[for k, v in var.map : "${k}=${v}" if v > 1]}', ['y=2']],
  ['${{ for name in var.list : name => upper(name) }}', { a: 'A', b: 'B' }],
  ['${jsonencode({ Action = ["s3:*"], "Resource" : "*" # all\n })}', '{"Action":["s3:*"],"Resource":"*"}'],
  ['${merge({ a = 1 }, { a = 2, b = 3 })}', { a: 2, b: 3 }],
  ['${join(",", sort(var.list))}', 'a,b'],
  ['${format("%s/%03d", "x", 7)}', 'x/007'],
  ['${lookup(var.map, "z", 9)}', 9],
  ['${element(["a", "b"], 3)}', 'b'],
  ['${templatefile("./t.json", { bucket = var.env })}', '{"bucket": "prod"}'],
  ['%{ for name in var.list }[${name}]%{ endfor }', '[b][a]'],
  ['%{ if var.on }a%{ else }b%{ endif }', 'a'],
  ['${<<-EOT\n    one\n      two ${var.env}\n  EOT\n}', 'one\n  two prod\n'],
  ['${try(var.missing, "fallback")}', 'fallback'],
  ['${[{ n = 1 }, { n = 2 }][*].n}', [1, 2]],
  ['${replace("a-b", "-", "_")}', 'a_b'],
]

for (const [text, value] of cases)
  test(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () =>
    assert.deepEqual(valueOfText(text), value))

test('what has no value stays unknown, and stands for itself inside text', () => {
  assert.ok(isUnknown(evaluate(parseTemplate('${var.account_id}'), scope)))
  assert.equal(valueOfText('arn:aws:iam::${var.account_id}:root'), 'arn:aws:iam::<var.account_id>:root')
  assert.ok(isUnknown(evaluate(parseTemplate('${aws_ami.x.id == "a" ? 1 : 2}'), scope)))
})

test('any text is a value, an expression error, or a stop for too much work', () => {
  const pieces = fc.constantFrom(
    '${',
    '}',
    '%{',
    '"',
    '[',
    ']',
    '(',
    ')',
    'for',
    ' in ',
    'a',
    '.',
    '*',
    '...',
    '<<A\n',
    '\n',
    '?',
    ':',
    '=',
    'if',
    '%{ endif }',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      try {
        evaluate(parseTemplate(parts.join('')), scope)
      } catch (error) {
        assert.ok(error instanceof ExpressionError, String(error))
      }
    }),
    { numRuns: 2_000 },
  )
})

test('text that holds nothing special is itself', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/[$%]/.test(text))
      assert.equal(valueOfText(text), text)
    }),
  )
})

test('brackets nested without end are refused', () => {
  assert.throws(() => parseTemplate(`\${${'['.repeat(100_000)}`), ExpressionError)
  assert.throws(() => parseTemplate(`\${${'-'.repeat(100_000)}1}`), ExpressionError)
})
