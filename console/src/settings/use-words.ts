import { type WordId, words } from '../text/words.ts'
import { inWordsOf, useReader } from './use-reader.ts'

/** Says a text of the table in the words of whoever reads it. */
export function useWords(): (id: WordId) => string {
  const reader = useReader()
  return (id) => {
    const [exact, plain] = words[id]
    return inWordsOf(reader, exact, plain)
  }
}
