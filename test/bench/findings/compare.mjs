/** What was found beside what is known, and in numbers. */

/** What names a finding. */
const idOf = ({ library, operation, mode }) => `${library}:${operation} (${mode})`

/** What is not known, and what of the known that was asked again holds. */
export const compared = (rows, known) => {
  const failing = rows.filter(r => ['broken', 'inconclusive'].includes(r.verdict)).map(idOf)
  const listed = known.map(idOf)
  const holding = new Set(rows.filter(r => r.verdict === 'holds').map(idOf))
  return {
    fresh: failing.filter(id => !listed.includes(id)),
    gone: listed.filter(id => holding.has(id)),
  }
}

/** How many were asked and how many of them fail, by library and mode. */
export const tally = rows => {
  const groups = [...new Set(rows.map(r => `${r.library} ${r.version}, ${r.mode}`))]
  return groups
    .map(group => {
      const of = rows.filter(r => `${r.library} ${r.version}, ${r.mode}` === group)
      const count = verdict => of.filter(r => r.verdict === verdict).length
      return `${group}: ${of.length} asked, ${count('holds')} hold, ${count('broken')} broken, ${count('inconclusive')} inconclusive, ${count('refused')} refused by the library`
    })
    .join('\n')
}
