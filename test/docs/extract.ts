/** Where examples come from: `@example` in docstrings, fenced `ts` blocks in Markdown, whole files. */

/** A piece of code in a file; `line` is that of its first line, counted from 1. */
export interface Example {
  readonly file: string
  readonly line: number
  readonly code: string
  /** Whether it is only type-checked: a fence that says `ts types`. */
  readonly typesOnly: boolean
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** The lines between one index and the first later line that ends them. */
const until = (lines: readonly string[], start: number, ends: RegExp): readonly string[] => {
  const end = lines.findIndex((line, i) => i >= start && ends.test(line))
  return lines.slice(start, end < 0 ? lines.length : end)
}

/** The examples of the docstrings of a source file. */
export const fromDocstrings = (file: string, text: string): readonly Example[] =>
  [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(comment => {
    const first = lineAt(text, comment.index)
    const lines = comment[0]
      .slice('/**'.length, -'*/'.length)
      .split('\n')
      .map(l => l.replace(/^\s*\* ?/, '').trimEnd())
    return lines.flatMap((line, i) =>
      line.startsWith('@example')
        ? [
            {
              file,
              line: first + i + 1,
              code: until(lines, i + 1, /^@\w/).join('\n'),
              typesOnly: false,
            },
          ]
        : [],
    )
  })

/** The fenced `ts` blocks of a Markdown file. */
export const fromMarkdown = (file: string, text: string): readonly Example[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, i) => {
    const fence = /^```ts\b(.*)$/.exec(line)
    if (fence === null) return []
    const code = until(lines, i + 1, /^```$/)
    if (i + 1 + code.length === lines.length) throw new Error(`${file}:${i + 1}: an open fence`)
    return [{ file, line: i + 2, code: code.join('\n'), typesOnly: fence[1]?.trim() === 'types' }]
  })
}

/** A whole file as an example. */
export const fromFile = (file: string, text: string): Example => ({
  file,
  line: 1,
  code: text,
  typesOnly: false,
})
