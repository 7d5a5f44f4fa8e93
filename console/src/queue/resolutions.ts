import type { Resolution } from '@countersign/api/incident'

/** Why an incident is closed, in words, with what each one says. */
export const resolutions: readonly {
  readonly value: Resolution
  readonly name: string
  readonly meaning: string
}[] = [
  { value: 'true-positive', name: 'True positive', meaning: 'It was an attack, and it has been dealt with.' },
  {
    value: 'benign-true-positive',
    name: 'Benign true positive',
    meaning: 'It happened as described and was allowed: an approved change, say.',
  },
  {
    value: 'false-positive',
    name: 'False positive',
    meaning: 'It did not happen as described: the rule is too wide.',
  },
  { value: 'authorised-test', name: 'Authorised test', meaning: 'A planned exercise or penetration test.' },
  { value: 'duplicate', name: 'Duplicate', meaning: 'Another incident tells the same. Merging keeps more.' },
  { value: 'undetermined', name: 'Undetermined', meaning: 'The evidence does not decide it.' },
]

export function resolutionWords(resolution: Resolution): string {
  return resolutions.find(({ value }) => value === resolution)?.name ?? resolution
}
