import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Explanation } from './explanation.ts'
import { sampleExplanation } from './explanation-fixture.ts'
import { visibleText } from './hostile-text.ts'
import { outlineOf, textMaxChars } from './outline.ts'
import { escapeMarkdown, renderMarkdown } from './render-markdown.ts'
import { renderText } from './render-text.ts'

const claiming = (text: string): Explanation =>
  sampleExplanation({
    statement: text,
    claims: [{ text, kind: 'for', certainty: 'inferred', cites: [{ kind: 'event', id: text }] }],
    decidedBy: [{ kind: 'rule', name: text, version: text, contentHash: 'ab' }],
  })

test('the text rendering reads from the statement down to who decided', () => {
  assert.equal(
    renderText(sampleExplanation()),
    `On 3 March 2025 at 09:12 UTC, the IAM user anna deleted the audit trail.

What happened
  - 09:12:03: anna deleted trail “audit”. [event trail.json:7]

Why it was reported
  - The rule “Trail deleted” matched. [rule r1]

On whose credentials
  - aws:111122223333:user/anna: acted [event e1]

What we do not know
  - No policy snapshot.
  - Who created the key is not recorded.

Proposed actions (none has been taken)
  - Deactivate the key
      $ aws iam update-access-key --status Inactive
      Effect: Calls fail.
      Breaks: Whatever uses the key.
      To undo: Set it Active.

Decided by
  - rule “Trail deleted”, r1, SHA-256 ab
`,
  )
})

test('nothing that a log says becomes terminal control, a line of its own or hidden text', () => {
  const hostile = 'a\u001b[2Jb\u0007\r\nFAKE LINE\u202ecod.exe\u200b\u2028\u0085\ud800'
  const text = renderText(claiming(hostile.toWellFormed()))
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  assert.doesNotMatch(text, /^FAKE LINE/m)
  assert.match(text, /\\u\{1b\}\[2Jb\\u\{7\} FAKE LINE\\u\{202e\}cod\.exe/)
})

test('nothing that a log says becomes markup, HTML, a link or a mention in markdown', () => {
  const escaped = escapeMarkdown(
    '<img src=x onerror=alert(1)> ![a](http://evil.example/) [b](javascript:x) **c** `d` @team www.evil.example &lt; | # e',
  )
  assert.equal(
    escaped,
    '&lt;img src\\=x onerror\\=alert(1)&gt; \\!\\[a\\](http\\://evil.example/) \\[b\\](javascript:x) \\*\\*c\\*\\* \\`d\\` \\@team www\\.evil.example &amp;lt; \\| \\# e',
  )
  assert.equal(escapeMarkdown('- item'), '\\- item')
  assert.equal(escapeMarkdown('1. item'), '1\\. item')
})

test('a command with backticks cannot close its own code fence', () => {
  const action = { title: 't', command: 'echo ```` `id`', effect: '', breaks: '', reversal: '' }
  const markdown = renderMarkdown(sampleExplanation({ actions: [action] }))
  assert.match(markdown, /\n {3}`````sh\n {3}echo ```` `id`\n {3}`````\n/)
})

test('whatever the logs held, renderings hold no control or bidi character and no raw HTML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const explanation = claiming(text.toWellFormed())
      const rendered = renderText(explanation) + renderMarkdown(explanation)
      assert.doesNotMatch(
        rendered.replaceAll('\n', ''),
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
      )
      assert.doesNotMatch(escapeMarkdown(text), /[<>]|(?<!\\)[*_[\]`|]/)
    }),
  )
})

test('text is bounded, and says how long it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 1, max: 100 }),
      (text, max) => {
        const shown = visibleText(text, max)
        assert.ok(shown.length <= max + '… (400 characters)'.length)
        assert.ok(shown.isWellFormed())
      },
    ),
  )
  assert.equal(visibleText('x'.repeat(5000), 10), `${'x'.repeat(10)}… (5000 characters)`)
  assert.ok((outlineOf(claiming('y'.repeat(100_000))).statement.length ?? 0) < textMaxChars + 40)
})

test('a long section is cut, and the rest is counted', () => {
  const claim = sampleExplanation().claims[0]
  assert.ok(claim !== undefined)
  const outline = outlineOf(sampleExplanation({ claims: Array.from({ length: 250 }, () => claim) }))
  assert.equal(outline.sections[0]?.items.length, 200)
  assert.equal(outline.sections[0]?.omitted, 50)
  assert.match(
    renderText(sampleExplanation({ claims: Array.from({ length: 250 }, () => claim) })),
    /and 50 more/,
  )
})
