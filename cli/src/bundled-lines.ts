/**
 * The lines on which the records of one document begin: the objects that stand in its array, or for OTLP in the
 * innermost of three (`resourceSpans`, `scopeSpans`, `spans`). Empty when that cannot be told, or it is all one line.
 */
export function bundledLines(text: string, count: number, startLine: number): readonly number[] {
  if (!text.includes('\n')) return []
  const byDepth = objectLines(text, startLine)
  return [byDepth.get(1), byDepth.get(3)].find((lines) => lines?.length === count) ?? []
}

/** Lines of the objects that are elements of an array, by how many arrays stand around them. */
function objectLines(text: string, startLine: number): ReadonlyMap<number, readonly number[]> {
  const lines = new Map<number, number[]>()
  const open: string[] = []
  let arrays = 0
  let line = startLine
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === '\n') line++
    else if (letter === '"') at = endOfString(text, at)
    else if (letter === '{' || letter === '[') {
      if (letter === '{' && open.at(-1) === '[') {
        const known = lines.get(arrays)
        if (known === undefined) lines.set(arrays, [line])
        else known.push(line)
      }
      if (letter === '[') arrays++
      open.push(letter)
    } else if (letter === '}' || letter === ']') {
      if (open.pop() === '[') arrays--
    }
  }
  return lines
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
