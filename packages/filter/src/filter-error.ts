/** Why a text is no filter, where (counted in characters from 0), and what to do about it. */
export class FilterError extends Error {
  readonly position: number

  constructor(position: number, message: string) {
    super(message)
    this.name = 'FilterError'
    this.position = position
  }
}

/** One sentence for a person: characters are counted from 1. */
export function describeFilterError({ position, message }: FilterError): string {
  return `At character ${position + 1}: ${message}`
}
