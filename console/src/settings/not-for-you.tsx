import { Empty } from '../shell/empty.tsx'
import { inWordsOf, useReader } from './use-reader.ts'
import { useWords } from './use-words.ts'

/** A page that the person's role does not show, saying which right it takes. */
export function NotForYou({ refusal }: { readonly refusal: string }) {
  const say = useWords()
  const reader = useReader()
  return <Empty title={say('not-for-you')}>{inWordsOf(reader, refusal, '')}</Empty>
}
