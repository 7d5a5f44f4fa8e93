import type { Readable } from 'node:stream'
import type { ExplainContext } from '@countersign/incident/explain-context'
import { explainIncident } from '@countersign/incident/explain-incident'
import type { EventFacts } from '@countersign/incident/finding'
import { type FindingGroup, groupFindings } from '@countersign/incident/group-findings'
import type { Incident } from '@countersign/incident/incident'
import { traced } from '@countersign/incident/traced'
import { normalise } from '@countersign/ocsf/normalise'
import type { RecordReading } from '@countersign/ocsf/reader'
import type { DeclaredFormat } from '@countersign/ocsf/source-format'
import { sigmaLevels } from '@countersign/sigma/match'
import { createMatcher } from '@countersign/sigma/matcher'
import { EventTally } from './event-tally.ts'
import { type CollectedFindings, FindingCollector } from './finding-collector.ts'
import { readRecords, type Site } from './read-records.ts'
import type { RuleBook } from './rule-book.ts'

export type InvestigationOptions = {
  readonly tenantId: string
  readonly region: string
  readonly declared: DeclaredFormat
  readonly nowMs: number
}

export type Investigated = {
  readonly tally: EventTally
  /** Most severe first, then oldest first. */
  readonly incidents: readonly Incident[]
  /** Groups of weak signals that did not reach the bar of an incident, and their findings. */
  readonly quiet: { readonly groups: number; readonly findings: number }
  readonly collected: CollectedFindings
}

/** The main job on files: records in, incidents out. Reads one log after another, then answers once. */
export class Investigation {
  readonly tally = new EventTally()
  readonly #options: InvestigationOptions
  readonly #book: RuleBook
  readonly #matcher
  readonly #collector: FindingCollector

  constructor(book: RuleBook, options: InvestigationOptions) {
    this.#book = book
    this.#options = options
    this.#matcher = createMatcher(book.base)
    this.#collector = new FindingCollector(options.tenantId, book)
  }

  async read(name: string, source: Readable, onBytes: (bytes: number) => void): Promise<void> {
    const sink = {
      record: (reading: RecordReading, site: Site, ordinal: number) => this.#record(reading, site, ordinal),
      rejected: (site: Site, reason: string) => this.tally.reject(site, reason),
    }
    await readRecords(name, source, sink, { declared: this.#options.declared, undated: 'reject', onBytes })
  }

  #record({ format, record }: RecordReading, site: Site, ordinal: number): void {
    const result = normalise(format, record, { receivedAtMs: this.#options.nowMs })
    if (result.kind === 'rejected') {
      this.tally.reject(site, `${result.reason}: ${result.detail}`)
      return
    }
    const { normalised } = result
    this.tally.event(format, normalised.event.time)
    const matches = this.#matcher.match(record.fields, format, this.#book.overlay)
    this.#collector.add(normalised, matches, site, ordinal)
  }

  finish(): Investigated {
    const collected = this.#collector.finish()
    const { incidents, quiet } = groupFindings(
      collected.findings.map((finding) => traced(finding, collected.issuers)),
    )
    return {
      tally: this.tally,
      incidents: incidents.map((group) => this.#explain(group, collected)).sort(bySeverity),
      quiet: {
        groups: quiet.length,
        findings: quiet.reduce((sum, { findings }) => sum + findings.length, 0),
      },
      collected,
    }
  }

  #explain(group: FindingGroup, { issuers }: CollectedFindings): Incident {
    const { firstMs, lastMs, rejectedCount } = this.tally
    const context: ExplainContext = {
      region: this.#options.region,
      issuers: issuersFor(group, issuers),
      coverage: { firstMs, lastMs, unparsedLines: rejectedCount },
    }
    return explainIncident(group, context)
  }
}

/** Of all issuing calls, those of the sessions that this incident used. */
function issuersFor(
  { findings }: FindingGroup,
  issuers: ReadonlyMap<string, EventFacts>,
): ReadonlyMap<string, EventFacts> {
  const used = new Set(findings.flatMap(({ events }) => events.flatMap((event) => event.sessionKey ?? [])))
  return new Map([...issuers].filter(([session]) => used.has(session)))
}

function bySeverity(a: Incident, b: Incident): number {
  return (
    sigmaLevels.indexOf(b.severity) - sigmaLevels.indexOf(a.severity) ||
    a.firstMs - b.firstMs ||
    (a.incidentId < b.incidentId ? -1 : 1)
  )
}
