/** Answers that are kept, where asking again is dear: nobody outside can tell. */

/** A function that is asked once for each number. */
export const remembering = <X>(f: (t: number) => X): ((t: number) => X) => {
  const known = new Map<number, X>()
  return t => {
    if (!known.has(t)) known.set(t, f(t))
    return known.get(t) as X // just put there
  }
}

/** What is asked at most once, and not before. */
export const once = <X>(f: () => X): (() => X) => {
  const answer = remembering(f)
  return () => answer(0)
}
