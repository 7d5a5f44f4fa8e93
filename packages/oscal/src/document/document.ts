/** The kinds of OSCAL documents, by the name that is the root of their JSON. */
export const documentKinds = [
  'catalog',
  'profile',
  'component-definition',
  'system-security-plan',
  'assessment-plan',
  'assessment-results',
  'plan-of-action-and-milestones',
] as const

export type DocumentKind = (typeof documentKinds)[number]

/** One OSCAL document as it stands in a file: `{ "catalog": { … } }`. */
export type OscalDocument = { readonly [Kind in DocumentKind]?: unknown }

export function kindOf(document: OscalDocument): DocumentKind | undefined {
  const kinds = documentKinds.filter((kind) => document[kind] !== undefined)
  return kinds.length === 1 ? kinds[0] : undefined
}

export const oscalVersions = ['1.1.3', '1.2.2'] as const
export type OscalVersion = (typeof oscalVersions)[number]
