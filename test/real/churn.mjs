/** Opens and closes by a small generator of its own, so that the script is fixed. */
export function churn(seed, count, mostOpen, from = 1) {
  const steps = []
  const open = []
  let word = seed
  let id = from
  const next = below => {
    word = (Math.imul(word, 1103515245) + 12345) >>> 0
    return (word >>> 8) % below
  }
  for (let i = 0; i < count; i++) {
    if (open.length > 0 && (open.length >= mostOpen || next(5) < 2)) {
      steps.push(['close', open.splice(next(open.length), 1)[0]])
    } else {
      open.push(id)
      steps.push(['open', id++])
    }
  }
  return [...steps, ...open.map(left => ['close', left])]
}
