/** The lines of a stream of bytes. A line of many chunks is joined once, so that its cost is its length. */
const END = '\n'.charCodeAt(0)

export const lines = async function* (
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  let parts: Uint8Array[] = []
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString()
      parts = []
      start = end + 1
    }
    parts.push(chunk.subarray(start))
  }
  const rest = Buffer.concat(parts).toString()
  if (rest !== '') yield rest
}
