import { Empty } from '../shell/empty.tsx'

/** A page that the person's role does not show, saying which right it takes. */
export function NotForYou({ refusal }: { readonly refusal: string }) {
  return <Empty title="Your role does not show this page">{refusal}</Empty>
}
