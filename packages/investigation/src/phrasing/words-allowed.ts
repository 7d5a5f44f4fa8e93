/**
 * Words that connect and order what claims say, and say nothing themselves. None of them gives a cause, a judgement, a
 * person or a measure: those have to stand in a claim.
 */
export const connectives: ReadonlySet<string> = new Set(
  (
    'a an and also as at be been being but by did do does done for from had has have he her him his i in into is it its ' +
    'meanwhile of on or over she so then that the their them they this these those through to too under was were what ' +
    'when where which while who whom whose with within during after before later afterwards beside besides about'
  ).split(' '),
)

/** Words that turn a sentence around. A sentence has one of them exactly where each claim it cites has. */
export const negations: ReadonlySet<string> = new Set(
  (
    'no not nobody none never nothing neither nor without cannot unknown unclear failed fails refused denied ' +
    "isn't wasn't weren't didn't hasn't hadn't haven't doesn't don't can't couldn't won't"
  ).split(' '),
)

const written = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** `3` may be written `three`. */
export const numberWords: ReadonlyMap<string, string> = new Map(written.map((word, at) => [String(at), word]))
