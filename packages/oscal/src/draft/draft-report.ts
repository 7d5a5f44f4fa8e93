import type { Regime, RequiredField, Stage } from '../clock/regime.ts'
import type { FactName, FactSource, IncidentFacts } from './incident-facts.ts'

export type DraftLine = {
  readonly fact: FactName
  readonly value: string
  readonly cites: readonly FactSource[]
}

/** One required field of a report. `missing` says what a person does; nothing is guessed. */
export type DraftField =
  | {
      readonly kind: 'filled'
      readonly field: RequiredField
      readonly lines: readonly DraftLine[]
      /** Facts of the field that are not known yet. */
      readonly notKnown: readonly FactName[]
    }
  | { readonly kind: 'missing'; readonly field: RequiredField; readonly toDo: string }

export type ReportDraft = {
  readonly regimeId: string
  readonly stageId: string
  readonly title: string
  readonly article: string
  readonly fields: readonly DraftField[]
  readonly missingCount: number
}

/**
 * A report with every field that its articles ask for, in their order, each filled from the facts with its sources or marked
 * missing. A person completes and submits it.
 * @throws RangeError when the regime has no such stage
 */
export function draftReport(regime: Regime, stageId: string, facts: IncidentFacts): ReportDraft {
  const stage = regime.stages.find(({ id }) => id === stageId)
  if (stage === undefined) throw new RangeError(`${regime.id} has no stage ${stageId}`)
  const reportType = { value: stage.title, cites: [{ kind: 'regime', id: `${regime.id}/${stage.id}` }] }
  return draftOf(regime, stage, { 'report-type': reportType, ...facts })
}

function draftOf(regime: Regime, stage: Stage, facts: IncidentFacts): ReportDraft {
  const fields = stage.fields.map((field) => fill(field, facts))
  return {
    regimeId: regime.id,
    stageId: stage.id,
    title: `${regime.title}: ${stage.title}`,
    article: stage.article,
    fields,
    missingCount: fields.filter(({ kind }) => kind === 'missing').length,
  }
}

function fill(field: RequiredField, facts: IncidentFacts): DraftField {
  const lines: DraftLine[] = []
  const notKnown: FactName[] = []
  for (const fact of field.facts) {
    const known = facts[fact]
    // A value that nobody can look up is not one to sign.
    if (known === undefined || known.cites.length === 0 || known.value.trim() === '') notKnown.push(fact)
    else lines.push({ fact, ...known })
  }
  if (lines.length > 0) return { kind: 'filled', field, lines, notKnown }
  const condition = field.condition === undefined ? '' : `Required only ${field.condition}. `
  return { kind: 'missing', field, toDo: `${condition}${field.whenMissing}` }
}
