import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Evaluation } from './base/evaluation.ts'
import { compileNode } from './base/generated-code.ts'
import { compileRuleBase } from './base/rule-base.ts'
import type { ConditionNode } from './document/condition.ts'
import type { DetectionItem, Selection, SigmaModifier, SigmaValue } from './document/detection.ts'
import type { SigmaRule } from './document/document.ts'
import { createMatcher } from './matcher.ts'
import { naiveMatch } from './naive-match.ts'
import { ruleOf } from './rule-fixture.ts'
import { viewOf } from './view/views.ts'

/** Rules and records of a small world, so that rules do fire. */
const fieldNames = ['Image', 'CommandLine', 'EventID', 'User', 'deep.inner', 'constructor'] as const
const text = fc.oneof(
  fc.constantFrom(
    'cmd.exe',
    'C:\\Windows\\cmd.exe',
    'powershell -enc',
    '-f',
    '/F',
    'ÄÖ',
    'Σας',
    '…',
    '',
    '1',
    '4688',
    'true',
    'K',
    'ſ',
  ),
  fc.string({ unit: fc.constantFrom('a', 'B', 'c', '.', '\\', ' ', '-', 'é'), maxLength: 6 }),
)
const pattern = fc
  .array(fc.oneof(text, fc.constantFrom('*', '?', '\\*')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''))
const value: fc.Arbitrary<SigmaValue> = fc.oneof(
  { weight: 6, arbitrary: pattern },
  fc.constantFrom<SigmaValue>(null, true, 1, 4688),
)
const textModifiers = fc.constantFrom<readonly SigmaModifier[]>(
  ...([
    [],
    ['contains'],
    ['startswith'],
    ['endswith'],
    ['contains', 'all'],
    ['cased'],
    ['contains', 'cased'],
  ] as const),
  ...([['windash', 'contains'], ['neq'], ['endswith', 'neq']] as const),
)
const field = fc.constantFrom(...fieldNames)

const item: fc.Arbitrary<DetectionItem> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      field,
      modifiers: textModifiers,
      values: fc.array(value, { minLength: 1, maxLength: 8 }),
    }),
  },
  fc.record({
    field: fc.constant(undefined),
    modifiers: fc.constantFrom<readonly SigmaModifier[]>([], ['all']),
    values: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field,
    modifiers: fc.constant(['fieldref'] as const),
    values: fc.array(field, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ field, modifiers: fc.constant(['exists'] as const), values: fc.tuple(fc.boolean()) }),
  fc.record({
    field,
    modifiers: fc.constantFrom(['gte'] as const, ['lt'] as const),
    values: fc.tuple(fc.constantFrom(1, 4688)),
  }),
  fc.record({
    field,
    modifiers: fc.constantFrom(['re'] as const, ['re', 'i'] as const),
    values: fc.tuple(fc.constantFrom('cmd', '^c.*e$', '(a|B)c', '[k]', 's+', '\\d{4}')),
  }),
)

const names = ['sel_a', 'sel_b', 'other'] as const
const condition: fc.Arbitrary<ConditionNode> = fc.letrec<{ node: ConditionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...names).map((name): ConditionNode => ({ kind: 'selection', name })),
    fc.constantFrom<ConditionNode>(
      { kind: 'of', atLeast: 1, pattern: 'sel_*' },
      { kind: 'of', atLeast: 2, pattern: 'them' },
      { kind: 'of', atLeast: 'all', pattern: 'sel_*' },
    ),
    tie('node').map((operand): ConditionNode => ({ kind: 'not', operand })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, operands]): ConditionNode => ({ kind, operands })),
  ),
})).node

const selection = (name: string): fc.Arbitrary<Selection> =>
  fc.array(item, { minLength: 1, maxLength: 3 }).chain((items) =>
    fc.constantFrom('every' as const, 'any' as const).map((kind) => ({
      name,
      expression: { kind, of: items.map((one) => ({ kind: 'item' as const, item: one })) },
    })),
  )

const template = ruleOf('s: {a: 1}\ncondition: s')
const logSources = [
  { product: undefined, category: undefined, service: undefined },
  { product: 'windows', category: 'process_creation', service: undefined },
  { product: 'windows', category: undefined, service: 'security' },
  { product: 'linux', category: undefined, service: undefined },
]
const rule: fc.Arbitrary<SigmaRule> = fc
  .tuple(
    fc.tuple(...names.map(selection)),
    fc.array(condition, { minLength: 1, maxLength: 2 }),
    fc.constantFrom(...logSources),
    fc.uuid(),
  )
  .map(([selections, conditions, logSource, id]) => ({
    ...template,
    header: { ...template.header, id },
    logSource,
    detection: { selections, conditions },
  }))

const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.constantFrom<string | number | boolean | null>(null, true, 1, 4688),
)
const fieldContent = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }))
const record = fc
  .tuple(
    fc.dictionary(fc.constantFrom('Image', 'CommandLine', 'User', 'constructor', 'extra'), fieldContent, {
      maxKeys: 5,
    }),
    fc.option(fc.record({ inner: fieldContent }), { nil: undefined }),
    fc.constantFrom<Record<string, string | number>>(
      {},
      { Channel: 'Security', EventID: 4688 },
      { Channel: 'Security', EventID: '1' },
      { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 },
      { product: 'linux' },
      { EventID: 4688 },
    ),
  )
  .map(([own, deep, source]) => ({ ...own, ...source, ...(deep === undefined ? {} : { deep }) }))

test('the index gives the answers of the reference, whatever the rules and records', () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(record, { minLength: 1, maxLength: 5 }),
      (rules, records) => {
        const matcher = createMatcher(compileRuleBase(rules))
        for (const fields of records)
          assert.deepEqual(
            matcher.match(fields, 'generic-json').map((match) => match.rule.id),
            naiveMatch(rules, fields, 'generic-json').map((header) => header.id),
          )
      },
    ),
    { numRuns: 1500 },
  )
})

test('without routing, too', () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), record, (rules, fields) => {
      const matcher = createMatcher(compileRuleBase(rules), { routing: 'off' })
      assert.deepEqual(
        matcher.match(fields, 'generic-json').map((match) => match.rule.id),
        naiveMatch(rules, fields, 'generic-json', { routing: 'off' }).map((header) => header.id),
      )
    }),
    { numRuns: 500 },
  )
})

test('generated code gives the answers of the interpreter', () => {
  const view = viewOf('generic-json')
  fc.assert(
    fc.property(rule, record, (one, fields) => {
      const base = compileRuleBase([one])
      const root = base.rules[0]!.root
      const evaluation = new Evaluation(base)
      const source = view.classify(fields)
      evaluation.begin(fields, [], (slot) => view.reader(base.fields[slot]!, source))
      const generated = compileNode(base.code, root)
      assert.ok(generated !== undefined)
      assert.equal(generated(evaluation.predicate), evaluation.node(root))
    }),
    { numRuns: 800 },
  )
})

test('with more fields than are read one by one, in flat and in nested records', () => {
  const many = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? `f${at}` : `deep.f${at}`))
  const rules = many.map((name, at) =>
    ruleOf(`s: {${name}|contains: x${at % 3}}\ncondition: s`, '{category: test}', String(at)),
  )
  const matcher = createMatcher(compileRuleBase(rules))
  const content = fc.constantFrom('x0', 'ax1b', 'x2', 'y')
  const flat = fc.dictionary(fc.constantFrom(...many), content, { maxKeys: 8 })
  const nested = fc.dictionary(fc.constantFrom(...many.map((name) => name.replace('deep.', ''))), content, {
    maxKeys: 8,
  })
  fc.assert(
    fc.property(flat, nested, (own, deep) => {
      const fields = { ...own, deep }
      assert.deepEqual(
        matcher.match(fields, 'generic-json').map((match) => match.rule.id),
        naiveMatch(rules, fields, 'generic-json').map((header) => header.id),
      )
    }),
    { numRuns: 500 },
  )
})
