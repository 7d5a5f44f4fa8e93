/** A command is only offered when every name in it is plain and cannot be read as an option; `undefined` otherwise. */
export function commandWith(
  names: readonly string[],
  allowed: RegExp,
  command: string,
): { command?: string } {
  return names.every((name) => name !== '' && !name.startsWith('-') && allowed.test(name)) ? { command } : {}
}
