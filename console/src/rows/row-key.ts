/** What tells the rows of one list apart, as an id that may stand in an attribute. */
export function domId(prefix: string, key: string): string {
  return `${prefix}-${key.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}
