import type { EventFieldList, EventValues } from '@countersign/api/event'
import { type Field, fieldNamed, fields } from '@countersign/filter/field'
import { CountersignError } from '../platform/errors.ts'
import type { TenantLake } from '../platform/lake/lake.ts'
import type { Search } from './event-query.ts'
import { conditionOf } from './event-sql.ts'

export const valuesMax = 20

/** What can be asked for, for whoever completes a filter. */
export function fieldList(): EventFieldList {
  return {
    items: fields.map((field) => ({
      name: field.name,
      kind: field.kind === 'hops' || field.kind === 'content' ? 'text' : field.kind,
      description: field.description,
      example: field.example,
      names: field.kind === 'number' ? [...field.names.values()] : [],
      hasValues: valueSql(field) !== undefined,
    })),
  }
}

/** The most frequent values of a field among the events of a search. Errors: REQUEST_INVALID. */
export async function valuesOf(
  lake: TenantLake,
  search: Search,
  fieldName: string,
  contains: string,
): Promise<EventValues> {
  const field = fieldNamed(fieldName)
  const value = field === undefined ? undefined : valueSql(field)
  if (field === undefined || value === undefined)
    throw new CountersignError('REQUEST_INVALID', 'field has to be one of /api/events/fields that has values')
  const { sql, params } = conditionOf(search)
  const rows = await lake.query<{ readonly value: string; readonly events: number }>(
    ({ events }) => `
      SELECT ${value} AS value, count() AS events FROM ${events} WHERE ${sql}
      GROUP BY value
      HAVING notEmpty(value) AND positionCaseInsensitive(value, {contains:String}) > 0
      ORDER BY events DESC, value LIMIT ${valuesMax}`,
    { ...params, contains: field.kind === 'number' ? '' : contains },
  )
  return { field: field.name, items: rows.map((row) => ({ ...row, value: shownValue(field, row.value) })) }
}

/** Undefined: values that are different for every event, or text without end. */
function valueSql(field: Field): string | undefined {
  switch (field.kind) {
    case 'text':
      return field.exact ? undefined : `toString(${field.columns[0]})`
    case 'address':
      return field.columns.length === 1 ? field.columns[0] : `arrayJoin([${field.columns.join(', ')}])`
    case 'hops':
      return `arrayJoin(arrayMap(hop -> substring(hop, position(hop, ' ') + 1), ${field.column}))`
    case 'number':
      return `toString(${field.column})`
    default:
      return undefined
  }
}

function shownValue(field: Field, value: string): string {
  return field.kind === 'number' ? (field.names.get(Number(value)) ?? value) : value
}
