import type { NotificationDraft } from '@countersign/api/clock'
import { escapeMarkdown } from '@countersign/explanation/render-markdown'
import type { Regime } from '@countersign/oscal/clock/regime'
import { type DraftField, draftReport } from '@countersign/oscal/draft/draft-report'
import type { IncidentFacts } from '@countersign/oscal/draft/incident-facts'

/** A report with every field that its articles ask for. Nothing is guessed: what is not known says what to do. */
export function shownDraft(regime: Regime, stageId: string, facts: IncidentFacts): NotificationDraft {
  const draft = draftReport(regime, stageId, facts)
  const fields = draft.fields.map(shownField)
  const { regimeId, title, article, missingCount } = draft
  const shown = { regimeId, stageId, title, article, missingCount, fields }
  return { ...shown, markdown: markdownOf(shown) }
}

function shownField(one: DraftField): NotificationDraft['fields'][number] {
  const { id, title, article } = one.field
  const named = { fieldId: id, title, article }
  if (one.kind === 'missing') return { ...named, lines: [], notKnown: [], toDo: one.toDo }
  const lines = one.lines.map(({ fact, value, cites }) => ({ fact, value, cites: [...cites] }))
  return { ...named, lines, notKnown: [...one.notKnown], toDo: null }
}

/** For whoever pastes it into the authority's form. Text of an incident stays text. */
function markdownOf({ title, article, missingCount, fields }: Omit<NotificationDraft, 'markdown'>): string {
  const head = [
    `# ${escapeMarkdown(title)}`,
    '',
    `${escapeMarkdown(article)}. Draft: ${missingCount} fields are missing.`,
  ]
  return `${[...head, ...fields.flatMap(fieldLines)].join('\n')}\n`
}

function fieldLines({ title, article, lines, toDo }: NotificationDraft['fields'][number]): readonly string[] {
  const heading = ['', `## ${escapeMarkdown(title)} (${escapeMarkdown(article)})`, '']
  if (toDo !== null) return [...heading, `**Missing.** ${escapeMarkdown(toDo)}`]
  return [
    ...heading,
    ...lines.map(({ value, cites }) => {
      const sources = cites.map(({ kind, id }) => `${kind} ${id}`).join(', ')
      return `- ${escapeMarkdown(value)} _(${escapeMarkdown(sources)})_`
    }),
  ]
}
