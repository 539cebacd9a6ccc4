// What is asked: at least so many times faster than PyTorch on one thread, on one thread and on two, and than the
// best JavaScript peer in double precision; of a peer whose doubles have single precision also in single.
export const asked = {
  W1a: { torch: 100, javascript: 50 },
  W1b: { torch: 20, javascript: 10 },
  W2: { torch: 1, javascript: 8 },
  W3: { torch: 1 / 2.3, two: 1, javascript: 12, single: 1.5 },
  W4: { torch: 2, two: 4, javascript: 6 },
  W5: { torch: 20, javascript: 150 },
  W6: { torch: 1, javascript: 15 },
  W7: { torch: 2, javascript: 15 },
}

/** The lines of a workload: who is compared, the ratio, what is asked, and whether it is met. */
export const verdicts = (workload, rows) => {
  const best = rows => rows.sort((a, b) => a.median - b.median)[0]
  const own = (precision, threads = 1) =>
    best(rows.filter(r => r.own && r.precision === precision && r.threads === threads))
  const scripts = precision =>
    best(rows.filter(r => !r.own && r.script && r.precision === precision))
  const torch = rows.find(r => r.name === 'torch' && r.threads === 1)
  const line = (mine, peer, least) => {
    if (mine === undefined || peer === undefined || least === undefined) return []
    const ratio = peer.median / mine.median
    return [
      { workload, mine: mine.label, peer: peer.label, ratio, asked: least, met: ratio >= least },
    ]
  }
  const { torch: t, two, javascript, single } = asked[workload]
  const alike = single ?? (scripts('f64')?.single ? javascript : undefined)
  return [
    ...line(own('f64'), torch, t),
    ...line(own('f64', 2), torch, two),
    ...line(own('f64'), scripts('f64'), javascript),
    ...line(own('f32'), scripts('f32'), alike),
  ]
}
