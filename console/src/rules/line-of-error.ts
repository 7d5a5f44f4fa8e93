/** The line that a message of the server names, counted from 1: `… at line 7, column 3`. Undefined when it names none. */
export function lineOfError(message: string, text: string): number | undefined {
  const line = Number(/\bline (\d{1,6})\b/i.exec(message)?.[1])
  return line >= 1 && line <= text.split('\n').length ? line : undefined
}
