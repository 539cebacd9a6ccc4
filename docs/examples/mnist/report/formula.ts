/**
 * One line of mathematics from plain text: `e^l = e^{l+1} J_{F^{l+1}}`. Letters are slanted, words
 * such as lim stand upright, ^ and _ raise and lower what follows or what their braces hold.
 */
import { type Html, html } from './html.js'

const token =
  /([\^_])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(.))|(?:ln|id|[\p{Lu}\p{Ll}]{3,})(?!\p{L})|[\p{Lu}\p{Ll}]\p{M}*|./gu

const pieces = (text: string): readonly Html[] =>
  [...text.matchAll(token)].map(([whole, shift, braced, single]) => {
    const inner = () => pieces(braced ?? single ?? '')
    if (shift === '^') return html`<sup>${inner()}</sup>`
    if (shift === '_') return html`<sub>${inner()}</sub>`
    return /^[\p{Lu}\p{Ll}]\p{M}*$/u.test(whole) ? html`<i>${whole}</i>` : html`${whole}`
  })

export const formula = (text: string): Html => html`<span class="m">${pieces(text)}</span>`
