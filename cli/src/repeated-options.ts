/**
 * `--events a b --policies c` as `--events a --events b --policies c`: an option that takes files takes all that follow it, up
 * to the next option.
 */
export function withRepeatedOptions(argv: readonly string[], names: readonly string[]): readonly string[] {
  const expanded: string[] = []
  let open: string | undefined
  for (const argument of argv) {
    if (argument.startsWith('--')) {
      const name = argument.slice(2)
      open = names.includes(name) ? argument : undefined
      if (open === undefined) expanded.push(argument)
    } else if (open === undefined) expanded.push(argument)
    else expanded.push(open, argument)
  }
  return expanded
}
