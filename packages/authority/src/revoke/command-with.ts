/** A command is only offered when every name in it is plain; `undefined` otherwise. */
export function commandWith(
  names: readonly string[],
  allowed: RegExp,
  command: string,
): { command?: string } {
  return names.every((name) => name !== '' && allowed.test(name)) ? { command } : {}
}
