/** The expression graph, given as SVG: fitted to the page, or at its own size in a box that scrolls. */
import { type Html, html, raw } from './html.js'
import { figure, missing } from './section.js'

/** The svg element alone, without prologue, comments, or anything that could run. */
export const svgElement = (text: string): string | undefined =>
  text
    .match(/<svg[\s>].*<\/svg>/s)?.[0]
    .replace(/<!--.*?-->/gs, '')
    .replace(/<script[\s>].*?<\/script>/gis, '')
    .replace(/\son[a-z]+=("[^"]*"|'[^']*')/gi, '')

export const expressionGraph = (svg: string | undefined): Html => {
  const element = svg === undefined ? undefined : svgElement(svg)
  if (element === undefined) return missing('No graph was drawn in this run.')
  return figure(
    html`<div class="wide"><label class="zoom"><input type="checkbox" /> at its own size</label>
<div class="graph" tabindex="0" role="img" aria-label="Expression graph">${raw(element)}</div></div>`,
    html`The loss as the library holds it: an expression in which each node is one operation and
      what is used twice is drawn once. The derivative is an expression of the same kind.`,
  )
}
