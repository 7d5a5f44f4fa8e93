/** The entry of a table under a name that rules or records chose: `constructor` is a name like any other. */
export function entryOf<V>(table: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
