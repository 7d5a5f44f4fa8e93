/** What an analyst asks of an incident, in the order the story tells it. */
export const questions = [
  { id: 'who', asks: 'Who is it?' },
  { id: 'first-time', asks: 'Is this the first time?' },
  { id: 'doings', asks: 'What else did it do?' },
  { id: 'company', asks: 'Who else did the same, or shares its session or address?' },
  { id: 'changes', asks: 'What changed before?' },
  { id: 'reach', asks: 'What could it reach?' },
  { id: 'sight', asks: 'Were we able to see it?' },
] as const

export type QuestionId = (typeof questions)[number]['id']

/** How far each question looks, in milliseconds: bounded, so that its cost does not grow with a tenant's age. */
export const spans = {
  aroundMs: 24 * 3_600_000,
  changesBeforeMs: 72 * 3_600_000,
  historyMs: 90 * 24 * 3_600_000,
  usualSilenceMs: 7 * 24 * 3_600_000,
} as const

/** Shorter logs than this say nothing about what is usual. */
export const historyMinDays = 7
