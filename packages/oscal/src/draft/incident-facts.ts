/** A citation of a draft: an event, a finding, an incident, a setting, a log entry; whatever the caller can open. */
export type FactSource = { readonly kind: string; readonly id: string }

export type IncidentFact = {
  readonly value: string
  /** Where it is known from. At least one, or it is no fact. */
  readonly cites: readonly FactSource[]
}

/** What may be known of an incident, by name. A name that is absent is not known. */
export type IncidentFacts = Readonly<Partial<Record<FactName, IncidentFact>>>

/** Every name that the regimes' required fields may ask for. */
export const factNames = [
  'report-type',
  'entity-name',
  'entity-identifier',
  'entity-type',
  'submitting-entity',
  'affected-entities',
  'contact-person',
  'data-protection-contact',
  'parent-undertaking',
  'reporting-currency',
  'incident-reference',
  'authority-reference',
  'competent-authority',
  'aware-time',
  'detection-time',
  'classification-time',
  'occurrence-time',
  'recovery-time',
  'resolution-time',
  'description',
  'classification-criteria',
  'criteria-details',
  'severity',
  'impact',
  'affected-member-states',
  'cross-border-impact',
  'discovery',
  'origin',
  'suspected-malicious',
  'business-continuity',
  'reclassification',
  'other-information',
  'incident-type',
  'threats-and-techniques',
  'affected-functions',
  'affected-infrastructure',
  'impact-on-clients',
  'reported-to-others',
  'measures-taken',
  'measures-planned',
  'indicators',
  'root-cause',
  'resolution',
  'resolution-authority-information',
  'costs-and-losses',
  'recurrence',
  'status',
  'data-categories',
  'data-subjects',
  'data-records',
  'consequences',
  'delay-reason',
  'product',
  'vulnerability',
  'exploitation',
  'malicious-actor',
  'user-measures',
  'sensitivity',
  'security-update',
] as const

export type FactName = (typeof factNames)[number]
