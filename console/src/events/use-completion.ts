import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { EventFilter } from '../api/queries.ts'
import type { Typed } from './completion.ts'

export type Offer = { readonly value: string; readonly detail: string }

const typingPauseMs = 150
const offersMax = 12

const fieldsQuery = queryOptions({
  queryKey: ['event-fields'],
  queryFn: async ({ signal }) => (await api.call('GET /api/events/fields', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
})

/** The most frequent values among the events of the search that is shown. */
const valuesQuery = (filter: EventFilter, field: string, contains: string) =>
  queryOptions({
    queryKey: ['event-values', filter, field, contains],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/events/values', { query: { ...filter, field, contains }, signal })).items,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })

/** What could stand where something is being typed. */
export function useCompletion(filter: EventFilter, typed: Typed | undefined): readonly Offer[] {
  const { data: fields = [] } = useQuery({ ...fieldsQuery, enabled: typed !== undefined })
  const value = typed?.kind === 'value' ? typed : undefined
  const field = fields.find(({ name }) => name === value?.field)
  const [contains] = useDebouncedValue(value?.text ?? '', typingPauseMs)
  const isAsked = field?.hasValues === true && field.names.length === 0
  const { data: values = [] } = useQuery({
    ...valuesQuery(filter, field?.name ?? '', contains),
    enabled: isAsked,
  })
  if (typed === undefined) return []
  if (typed.kind === 'field') {
    return fields
      .filter(({ name }) => name.startsWith(typed.text) && name !== typed.text)
      .map(({ name, description }) => ({ value: name, detail: description }))
      .slice(0, offersMax)
  }
  const offers = isAsked
    ? values.map((each) => ({ value: each.value, detail: `${each.events.toLocaleString('en')} events` }))
    : (field?.names ?? []).map((name) => ({ value: name, detail: '' }))
  return offers.filter((offer) => isStillMeant(offer.value, typed.text)).slice(0, offersMax)
}

/** Answers arrive after more was typed; what is written out already needs no offer. */
function isStillMeant(value: string, typed: string): boolean {
  return value.toLowerCase().includes(typed.toLowerCase()) && value !== typed
}
