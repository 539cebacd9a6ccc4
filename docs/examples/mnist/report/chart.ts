/**
 * Charts as inline SVG: Observable Plot draws into linkedom's document, in colours that the page's
 * style sheet names, so that one picture serves light and dark. Each chart is drawn twice, for a
 * page and for a phone, because text in a scaled picture would scale with it.
 */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type Html, html, raw } from './html.js'

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * The one place where a DOM is touched. Its types belong to the browser's library, which this project
 * does not load; what is used of them is named in the two casts.
 */
const svg = (options: Plot.PlotOptions): Html => {
  const { document } = parseHTML('<!doctype html><html></html>') as { readonly document: never }
  const { outerHTML } = Plot.plot({ ...options, document }) as { readonly outerHTML: string }
  // Plot's own style element is dropped: the page's style sheet has what it says.
  return raw(outerHTML.replace(/<style>.*?<\/style>/s, ''))
}

/** The same picture at two sizes; `label` says in words what it shows. */
export const chart = (
  label: string,
  [page, phone]: readonly [Size, Size],
  draw: (size: Size) => Plot.PlotOptions,
): Html => html`
  <div class="chart page" role="img" aria-label="${label}">${svg({ ...page, ...draw(page) })}</div>
  <div class="chart phone" role="img" aria-label="${label}">${svg({ ...phone, ...draw(phone) })}</div>`

/** The size of a curve over training steps. */
export const curveSizes: readonly [Size, Size] = [
  { width: 760, height: 320 },
  { width: 350, height: 260 },
]

export interface Key {
  readonly label: Html | string
  readonly colour: string
  readonly form?: 'line' | 'dot' | 'dash'
}

export const legend = (keys: readonly Key[]): Html => html`
  <ul class="legend">${keys.map(
    ({ label, colour, form = 'line' }) =>
      html`<li><span class="key ${form}" style="color: ${colour}"></span>${label}</li>`,
  )}</ul>`
