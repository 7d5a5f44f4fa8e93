/** Latin-1 small letters for Latin-1 capitals; every other Latin-1 character stands for itself. */
export const smallLetters: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => {
  const lower = String.fromCharCode(code).toLowerCase()
  return lower.length === 1 && lower.charCodeAt(0) < 256 ? lower.charCodeAt(0) : code
})

/** Whether a word of small letters stands at a place of the text, in whatever case. */
export function spelledAt(text: string, start: number, word: string): boolean {
  if (start < 0 || start + word.length > text.length) return false
  for (let at = 0; at < word.length; at++) {
    const code = text.charCodeAt(start + at)
    if ((code < 256 ? smallLetters[code]! : code) !== word.charCodeAt(at)) return false
  }
  return true
}
